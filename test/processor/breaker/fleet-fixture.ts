import { changeBreaker } from '../../../lambdas/core/breaker/breaker-store';
import { RetryableError } from '../../../lambdas/core/failure/errors';
import { CircuitBreaker } from '../../../lambdas/processor/breaker/circuit-breaker';
import { CircuitBreakers } from '../../../lambdas/processor/breaker/circuit-breakers';
import { InMemoryBreakerStore } from '../../in-memory/in-memory-breaker-store';
import { RecordingLog } from '../../in-memory/recording-log';
import { RecordingMetrics } from '../../in-memory/recording-metrics';
import { RecordingNotices } from '../../in-memory/recording-notices';
import { SteadyRandomness } from '../../in-memory/steady-randomness';

export const t0 = Date.UTC(2023, 9, 27, 15);

/** A fleet of processes that share a stored breaker, and a clock. */
export const fleetFixture = () => {
  let nowMs = t0;
  const store = new InMemoryBreakerStore();
  const log = new RecordingLog();
  const metrics = new RecordingMetrics();
  const notices = new RecordingNotices();
  const parts = {
    module: 'crm-sync',
    clock: { now: () => nowMs },
    random: new SteadyRandomness(),
    log,
    metrics,
    store,
    notices,
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  const probe = async (id: string): Promise<void> => {
    const event = { kind: 'probe-taken', probeId: id, probeUntilMs: nowMs + 60_000 } as const;
    const { isOurs } = await changeBreaker(store, 'crm', { event, nowMs });
    if (!isOurs) throw new Error('The breaker cannot be probed now.');
  };
  return {
    store,
    log,
    metrics,
    notices,
    pass,
    probe,
    process: () => new CircuitBreaker('crm', parts),
    processes: () => new CircuitBreakers(parts),
    stored: () => store.records.get('crm')?.breaker,
    codes: () => log.lines.map(({ code }) => code),
  };
};

export const plain = { signal: new AbortController().signal, invocation: { remainingMs: () => 10_000 } };
export const probing = (id: string, dependency = 'crm') => ({
  ...plain,
  invocation: { ...plain.invocation, probe: { dependency, id } },
});

export const succeed = async (): Promise<string> => 'done';
export const failWith =
  (error: unknown = new RetryableError('Jane Doe cannot be reached.')) =>
  async (): Promise<string> => {
    throw error;
  };

export const outcomeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => error);

/** Calls in a row, one of them a second, `x` for one that fails. */
export const calls = async (
  breaker: CircuitBreaker,
  signs: string,
  { pass, tookMs = 100 }: { readonly pass: (ms: number) => void; readonly tookMs?: number },
): Promise<void> => {
  for (const sign of signs) {
    await outcomeOf(
      breaker.call(async () => {
        pass(tookMs);
        return sign === 'x' ? failWith()() : 'done';
      }, plain),
    );
  }
};
