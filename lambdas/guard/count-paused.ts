import { metricNames, moduleDimension } from '../contract/metrics';
import type { GuardRun } from './guard-run';
import type { ModuleLook } from './module-look';

/** Counts each module that is paused and has messages waiting, whoever paused it. */
export const countPaused = async (run: GuardRun, looks: readonly ModuleLook[]): Promise<void> => {
  for (const look of looks) {
    if (look.state === 'disabled' || look.state === 'disabling') await countIfWaiting(run, look);
  }
};

const countIfWaiting = async ({ deps, steps }: GuardRun, { guarded, note }: ModuleLook): Promise<void> => {
  const { module, queueUrl } = guarded;
  const isWaiting = await steps.attempt({ step: 'count-waiting', module }, () =>
    deps.queues.hasMessages(queueUrl),
  );
  if (!isWaiting) return;
  deps.log.warn('MODULE_STAYS_PAUSED', { module, reason: note ? 'DEPENDENCY_DOWN' : 'DISABLED_BY_OPERATOR' });
  deps.metrics.count(metricNames.moduleStaysPaused);
  deps.metrics.flush({ [moduleDimension]: module });
};
