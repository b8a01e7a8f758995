import type { GuardedModule } from '../contract/guarded-module';
import type { Probe } from '../contract/probe';
import type { Breaker } from '../core/breaker/breaker';
import type { GuardRun } from './guard-run';
import { type TriedMessage, tryMessage } from './try-message';

/** With less than this no message is tried: the processor needs some time, and the guard the rest. */
export const leastTrialMs = 20_000;

/**
 * What came of trying messages.
 *
 * - `breaker-changed`: the probe is not this run's any more, because it was used
 * - `nothing-to-try`: no message called the dependency; so many of them will come again
 * - `crashed`, `unanswered`: so did the last invocation
 */
export type TriedMessages =
  | { readonly kind: 'breaker-changed'; readonly breaker: Breaker }
  | { readonly kind: 'nothing-to-try'; readonly notConfirmed: number }
  | { readonly kind: 'crashed' | 'unanswered' };

export interface MessagesTrial {
  /** Take turns. */
  readonly modules: readonly GuardedModule[];
  readonly probe: Probe;
}

/**
 * Has messages processed one after another until one of them has used the probe, there are no more, or the time is
 * up. Of each module's queue no message is tried twice.
 *
 * @throws when the breaker cannot be read
 */
export const tryMessages = async (
  run: GuardRun,
  { modules, probe }: MessagesTrial,
): Promise<TriedMessages> => {
  const turns = [...modules];
  const seen = new Set<string>();
  let notConfirmed = 0;
  while (run.remainingMs() >= leastTrialMs) {
    const guarded = turns.shift();
    if (!guarded) break;
    const tried = await tryNext(run, { guarded, probe, seen });
    if (tried === 'none') continue;
    const { breaker } = await run.deps.breakers.read(probe.dependency);
    if (breaker.kind !== 'half-open' || breaker.probeId !== probe.id)
      return { kind: 'breaker-changed', breaker };
    if (tried === 'crashed' || tried === 'unanswered') return { kind: tried };
    if (tried !== 'confirmed') notConfirmed += 1;
    if (tried !== 'not-tried') turns.push(guarded);
  }
  return { kind: 'nothing-to-try', notConfirmed };
};

interface NextTrial {
  readonly guarded: GuardedModule;
  readonly probe: Probe;
  /** Ids of the messages that were tried. */
  readonly seen: Set<string>;
}

const tryNext = async (
  run: GuardRun,
  { guarded, probe, seen }: NextTrial,
): Promise<TriedMessage | 'none'> => {
  const { module } = guarded;
  const record = await run.steps.attempt({ step: 'receive', module }, () => run.deps.queues.receive(guarded));
  if (!record || seen.has(record.messageId)) return 'none';
  seen.add(record.messageId);
  return tryMessage(run, { guarded, record, probe });
};
