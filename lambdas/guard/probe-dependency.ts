import { dependencyDimension, metricNames } from '../contract/metrics';
import type { Probe } from '../contract/probe';
import { assertNever } from '../core/assert-never';
import type { Breaker, BreakerEvent } from '../core/breaker/breaker';
import { type BreakerChange, changeBreaker } from '../core/breaker/breaker-store';
import type { GuardRun } from './guard-run';
import type { ModuleLook } from './module-look';
import { leastTrialMs, type TriedMessages, tryMessages } from './try-messages';

/**
 * What a probe came to.
 *
 * - `SUCCEEDED`, `FAILED`: a call was made, and its outcome noted by the processor
 * - `NOTHING_TO_TRY`: no message that could be had calls the dependency
 * - `LOST`: nobody knows whether a call was made: the processor died, gave no answer, or somebody else has the probe
 */
type ProbeResult = 'SUCCEEDED' | 'FAILED' | 'NOTHING_TO_TRY' | 'LOST';

/** Whether a dependency has been left alone long enough, or whoever was to try it is lost. */
export const isProbeDue = (breaker: Breaker, nowMs: number): boolean => {
  switch (breaker.kind) {
    case 'closed':
      return false;
    case 'open':
      return nowMs >= breaker.retryAtMs;
    case 'half-open':
      return nowMs >= breaker.probeUntilMs;
    default:
      return assertNever(breaker);
  }
};

/**
 * Tries a dependency with real messages of modules that the guard has paused, one after another, until one of them has
 * called it. Whoever takes the only probe does it; the others do nothing.
 *
 * @param looks at all modules
 * @returns whether this run had the probe
 */
export const probeDependency = async (
  run: GuardRun,
  dependency: string,
  looks: readonly ModuleLook[],
): Promise<boolean> => {
  const sources = looks.filter(({ guarded, note }) => note && guarded.dependencies.includes(dependency));
  if (sources.length === 0 || run.remainingMs() < leastTrialMs) return false;
  const probe = { dependency, id: run.deps.randomness.id() };
  const wasProbed = await run.steps.attempt({ step: 'probe', dependency }, async () => {
    if (!(await takeProbe(run, probe))) return false;
    const tried = await tryMessages(run, { modules: sources.map(({ guarded }) => guarded), probe });
    report(run, dependency, await finishProbe(run, probe, tried));
    return true;
  });
  return wasProbed ?? true;
};

/** Nobody else may think that the probe is lost as long as this run lasts. */
const takeProbe = async (run: GuardRun, probe: Probe): Promise<boolean> => {
  const probeUntilMs = run.deps.clock.now() + run.remainingMs();
  const { isOurs } = await change(run, probe, { kind: 'probe-taken', probeId: probe.id, probeUntilMs });
  return isOurs;
};

/**
 * Gives a probe back that no call has used.
 *
 * A message that was received and not confirmed has cost one of its deliveries, which are numbered. So that it is not
 * received each minute of a long outage, for instance of another dependency, the next try has to wait then.
 */
const finishProbe = async (run: GuardRun, probe: Probe, tried: TriedMessages): Promise<ProbeResult> => {
  switch (tried.kind) {
    case 'breaker-changed':
      return resultOf(tried.breaker, run.deps.clock.now());
    case 'unanswered':
      return 'LOST';
    case 'crashed':
      await change(run, probe, { kind: 'probe-returned', probeId: probe.id });
      return 'LOST';
    case 'nothing-to-try': {
      const kind = tried.notConfirmed > 0 ? 'probe-failed' : 'probe-returned';
      await change(run, probe, { kind, probeId: probe.id });
      return 'NOTHING_TO_TRY';
    }
    default:
      return assertNever(tried);
  }
};

const resultOf = (breaker: Breaker, nowMs: number): ProbeResult => {
  if (breaker.kind === 'closed') return 'SUCCEEDED';
  // Open without a wait: the processor could not make the call, and gave the probe back.
  return breaker.kind === 'open' && breaker.retryAtMs > nowMs ? 'FAILED' : 'LOST';
};

const change = ({ deps }: GuardRun, { dependency }: Probe, event: BreakerEvent): Promise<BreakerChange> =>
  changeBreaker(deps.breakers, dependency, { event, nowMs: deps.clock.now() });

const report = ({ deps }: GuardRun, dependency: string, reason: ProbeResult): void => {
  deps.log.info('BREAKER_PROBED', { dependency, reason });
  deps.metrics.count(metricNames.breakerProbed);
  deps.metrics.flush({ [dependencyDimension]: dependency });
};
