import type { LocalSwitchboard } from '../local-switchboard';
import { DeadLetterWatch } from '../polling/dead-letter-watch';
import type { StackParts } from '../stack-parts';
import { readFunctionOutput } from './function-output';
import { type ReportItem, reportItemOf } from './report-item';

type Watched = Pick<LocalSwitchboard, 'onLine' | 'onEvent' | 'parts' | 'model' | 'clients'>;

/** What people call a function, by its logical id. */
const placesIn = ({
  ingest,
  eventBusIngest,
  release,
  state,
  guard,
  governor,
  rotation,
  hydration,
  modules,
}: StackParts): ReadonlyMap<string, string> =>
  new Map([
    [ingest.logicalId, 'ingest'],
    ...(eventBusIngest ? [[eventBusIngest.function.logicalId, 'event bus'] as const] : []),
    ...(release ? [[release.logicalId, 'release'] as const] : []),
    ...(state ? [[state.logicalId, 'state'] as const] : []),
    ...(guard ? [[guard.logicalId, 'guard'] as const] : []),
    ...(governor ? [[governor.logicalId, 'governor'] as const] : []),
    ...(rotation ? [[rotation.logicalId, 'rotation'] as const] : []),
    ...(hydration ? [[hydration.function.logicalId, 'hydration'] as const] : []),
    ...modules.map(({ manifest, function: { logicalId } }) => [logicalId, manifest.name] as const),
  ]);

/**
 * Tells of each event as it passes each stage, and of what went wrong. The returned function ends it.
 */
export const reportActivity = (switchboard: Watched, tell: (item: ReportItem) => void): (() => void) => {
  const { parts, model, clients } = switchboard;
  const places = placesIn(parts);
  const placeOf = (functionLogicalId: string): string => places.get(functionLogicalId) ?? functionLogicalId;
  const triggers = [...model.mappings, ...model.schedules];
  const functionOf = (triggerLogicalId: string): string => {
    const trigger = triggers.find(({ logicalId }) => logicalId === triggerLogicalId);
    return placeOf(trigger?.functionLogicalId ?? triggerLogicalId);
  };
  const watches = model.mappings.flatMap(({ logicalId, functionLogicalId }) => {
    const processed = [...parts.modules, ...(parts.hydration ? [parts.hydration] : [])];
    const module = processed.find((part) => part.function.logicalId === functionLogicalId);
    if (module === undefined) return [];
    const { manifest, dlqUrl } = module;
    return new DeadLetterWatch({
      client: clients.sqs,
      module: manifest.name,
      mappingLogicalId: logicalId,
      dlqUrl,
      onEvent: tell,
    });
  });
  const endLines = switchboard.onLine(({ functionLogicalId, text }) => {
    const output = readFunctionOutput(text);
    if (output.kind === 'stage' || output.kind === 'module-log') tell(output);
    if (output.kind === 'text') tell({ kind: 'output', function: placeOf(functionLogicalId), text });
  });
  const endEvents = switchboard.onEvent((event) => {
    const item = reportItemOf(event, functionOf);
    if (item !== undefined) tell(item);
    for (const watch of watches) if (event.kind === 'batch') watch.notice(event);
  });
  return () => {
    endLines();
    endEvents();
    for (const watch of watches) watch.stop();
  };
};
