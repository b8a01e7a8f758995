import { metricNames, moduleDimension } from '../contract/metrics';
import { assertNever } from '../core/assert-never';
import { instantFromEpochMs } from '../core/instant';
import type { GuardRun } from './guard-run';
import type { ModuleLook } from './module-look';
import type { FoundNote } from './ports';

/**
 * A younger note is not removed: another guard may have written it and be about to disable the mapping, which would
 * then look like an operator's doing, for good. Two calls with all their attempts take far less.
 */
const noteSettlesMs = 60_000;

/**
 * Enables a module's mapping if the guard itself has disabled it, and removes the note on that. A mapping that is
 * changing is left to the next run.
 */
export const resumeModule = async (run: GuardRun, look: ModuleLook): Promise<ModuleLook> => {
  const { guarded, note } = look;
  if (!note) return look;
  const { module } = guarded;
  const resumed = await run.steps.attempt({ step: 'resume', module }, () => resume(run, look, note));
  return resumed ?? look;
};

const resume = async (run: GuardRun, look: ModuleLook, note: FoundNote): Promise<ModuleLook> => {
  const { deps } = run;
  const { module, mappingId } = look.guarded;
  switch (look.state) {
    case undefined:
    case 'disabling':
    case 'changing':
      return look;
    case 'enabled':
    case 'enabling':
      await removeOnceSettled(run, note);
      return look;
    case 'disabled': {
      if ((await deps.mappings.setEnabled(mappingId, true)) === 'busy') return look;
      deps.log.info('MODULE_RESUMED', { module });
      deps.metrics.count(metricNames.moduleResumed);
      deps.metrics.flush({ [moduleDimension]: module });
      await removeOnceSettled(run, note);
      return { ...look, state: 'enabling' };
    }
    default:
      return assertNever(look.state);
  }
};

const removeOnceSettled = async ({ deps }: GuardRun, note: FoundNote): Promise<void> => {
  const settledBefore = instantFromEpochMs(deps.clock.now() - noteSettlesMs);
  if (note.pausedAt === undefined || note.pausedAt <= settledBefore) await deps.notes.remove(note);
};
