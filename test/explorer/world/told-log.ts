import type { Log, Metrics } from '../../../lambdas/core/ports';
import type { ModuleVoice } from '../../../lambdas/processor/ports';
import type { Process } from '../simulation/process';

/** What a process logs, as part of the trace. */
export const toldLog = ({ name, simulation }: Process): Log => {
  const tell = (code: string, fields: object): void =>
    simulation.tell(name, () => {
      const shown = Object.entries(fields)
        .filter(([field]) => shownFields.has(field))
        .map(([field, value]) => `${field} ${String(value)}`);
      return `# ${code}${shown.length > 0 ? ` (${shown.join(', ')})` : ''}`;
    });
  return { info: tell, warn: tell, error: tell };
};

/** The others are the same in every line, or long. */
const shownFields = new Set([
  'eventId',
  'cause',
  'reason',
  'step',
  'delaySeconds',
  'attempts',
  'errorName',
  'dependency',
]);

export const silentMetrics: Metrics = { count: () => undefined, flush: () => undefined };

export const silentVoice: ModuleVoice = { log: () => undefined, count: () => undefined };
