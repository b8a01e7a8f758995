import { metricNames, moduleDimension } from '../contract/metrics';
import { instantFromEpochMs } from '../core/instant';
import type { GuardRun } from './guard-run';
import type { ModuleLook } from './module-look';
import type { FoundNote } from './ports';

/**
 * Disables a module's mapping if it is enabled. A mapping that is changing is left to the next run.
 *
 * A note is written first, a new one each time: a mapping that is disabled without a note was disabled by an operator,
 * and stays so. Whoever still holds an older note of a pause that is over cannot remove the new one.
 *
 * @param down the dependencies that are
 */
export const pauseModule = async (
  run: GuardRun,
  look: ModuleLook,
  down: readonly string[],
): Promise<ModuleLook> => {
  if (look.state !== 'enabled') return look;
  const { module, mappingId } = look.guarded;
  const { deps, steps } = run;
  const place = { step: 'pause', module } as const;
  const note = await steps.attempt(place, () => writeNote(run, module, down));
  if (!note) return look;
  const result = await steps.attempt(place, () => deps.mappings.setEnabled(mappingId, false));
  if (result !== 'accepted') return { ...look, note };
  deps.log.warn('MODULE_PAUSED', { module, dependency: down.join(',') });
  deps.metrics.count(metricNames.modulePaused);
  deps.metrics.flush({ [moduleDimension]: module });
  return { ...look, note, state: 'disabling' };
};

const writeNote = async (
  { deps }: GuardRun,
  module: string,
  dependencies: readonly string[],
): Promise<FoundNote> => {
  const note = { module, dependencies, pausedAt: instantFromEpochMs(deps.clock.now()) };
  await deps.notes.write(note);
  return note;
};
