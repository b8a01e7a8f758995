import type { GuardedModule } from '../contract/guarded-module';
import { countPaused } from './count-paused';
import type { GuardRun } from './guard-run';
import { isProbeDue, probeDependency } from './probe-dependency';
import { settleModules } from './settle-modules';

export interface ReconcileRequest {
  readonly modules: readonly GuardedModule[];
  /** Whether to count the modules that are paused and have messages waiting. */
  readonly countsPaused: boolean;
}

/**
 * Brings every module's mapping into agreement with the breakers of its dependencies, and tries the dependencies that
 * have been left alone long enough. Does the same however often and by how many at once it is done.
 *
 * What is paused is counted before anything is tried, because a probe may take all the time there is.
 */
export const reconcile = async (
  run: GuardRun,
  { modules, countsPaused }: ReconcileRequest,
): Promise<void> => {
  const { breakers, looks } = await settleModules(run, modules);
  if (countsPaused) await countPaused(run, looks);
  const nowMs = run.deps.clock.now();
  const due = [...breakers].filter(([, breaker]) => isProbeDue(breaker, nowMs)).map(([name]) => name);
  const probed = await Promise.all(
    due.map(async (dependency) => ({
      dependency,
      wasProbed: await probeDependency(run, dependency, looks),
    })),
  );
  const changed = new Set(probed.filter(({ wasProbed }) => wasProbed).map(({ dependency }) => dependency));
  const affected = modules.filter(({ dependencies }) => dependencies.some((name) => changed.has(name)));
  if (affected.length > 0) await settleModules(run, affected);
};
