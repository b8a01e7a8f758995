import type { FailureCause } from '../../contract/failure-cause';
import { afterAsked, backoffSeconds, jittered } from './backoff';
import type { FailureClass } from './classify';

/** How a dependency stands, as far as this process knows. */
export type Standing =
  | { readonly kind: 'down'; /** When it is tried again, from now on. */ readonly retryInSeconds: number }
  | {
      readonly kind: 'up';
      /** When it last answered somebody, in milliseconds since the epoch; `undefined`: not that one knows. */
      readonly healthyAtMs: number | undefined;
      /** When its breaker last closed: failures before that are not held against an event. */
      readonly closedAtMs: number | undefined;
    };

/** The failures of an event in a module that count, in milliseconds since the epoch, oldest first. */
export type FailureTimes = readonly [number, ...number[]];

export interface FailedAttempt {
  readonly failure: FailureClass;
  /** Of the dependency that failed. */
  readonly standing: Standing | undefined;
  /** Counted failures, this one included; `undefined` if it does not count. */
  readonly times: FailureTimes | undefined;
  readonly maxAttempts: number;
  /** The guard had it tried while the dependency was down. Default false. */
  readonly isProbe?: boolean;
  /** How often the message was delivered. */
  readonly deliveries: number;
  /** In [0, 1). */
  readonly random: number;
}

export interface Deferral {
  readonly kind: 'defer';
  readonly delaySeconds: number;
  readonly cause: FailureCause;
  readonly suspected?: string;
}

/**
 * - `retry`: counted; again after the delay
 * - `defer`: not counted; again after the delay. `suspected` names a dependency whose breaker has to open
 * - `dead-letter`: given up, so that its group can go on
 */
export type FailureDecision =
  | { readonly kind: 'retry'; readonly delaySeconds: number; readonly cause: FailureCause }
  | Deferral
  | { readonly kind: 'dead-letter'; readonly attempts: number; readonly cause: FailureCause };

/** What waits for a dependency looks again this often, at most, so that it goes on soon after the breaker closes. */
const maxDeferSeconds = 60;
const minDeferSeconds = 5;
/** The guard looks each minute, and may take most of one. */
const behindProbeSeconds = 150;

/** Whether a failure is one that counts against its event: not while the dependency that failed is known to be down. */
export const counts = (failure: FailureClass, standing: Standing | undefined): boolean =>
  failure.kind === 'counted' && standing?.kind !== 'down';

/**
 * What becomes of an event that failed. The only place where that is decided.
 *
 * A failure of a dependency ends an event only if the dependency has answered somebody since the event failed the time
 * before: otherwise nobody can tell which of the two is at fault, and the dependency is taken to be down.
 */
export const decideFailure = (attempt: FailedAttempt): FailureDecision => {
  const { failure, standing, times, maxAttempts } = attempt;
  const { cause } = failure;
  if (failure.kind === 'permanent') return { kind: 'dead-letter', attempts: times?.length ?? 1, cause };
  if (!times || !counts(failure, standing)) return deferral(attempt);
  const counted = countedSince(times, standing?.kind === 'up' ? standing.closedAtMs : undefined);
  if (counted < maxAttempts) return { kind: 'retry', delaySeconds: retrySeconds(attempt, counted), cause };
  if (failure.dependency !== undefined && !isProvenHealthy(standing, times, maxAttempts)) {
    return { ...deferral(attempt), suspected: failure.dependency };
  }
  return { kind: 'dead-letter', attempts: counted, cause };
};

/** What becomes of an event if nothing is known but that it could not be dealt with now. */
export const deferral = (attempt: PutOffAttempt): Deferral => ({
  kind: 'defer',
  delaySeconds: deferSeconds(attempt),
  cause: attempt.failure.cause,
});

type PutOffAttempt = Pick<FailedAttempt, 'failure' | 'deliveries' | 'random'> &
  Partial<Pick<FailedAttempt, 'standing' | 'isProbe'>>;

const countedSince = (times: FailureTimes, sinceMs: number | undefined): number =>
  sinceMs === undefined ? times.length : times.filter((timeMs) => timeMs > sinceMs).length;

/** Of an event that fails only once, this long before. */
const recentMs = 60_000;
/** An event that is alone with its dependency is at fault after so many times its attempts, with the breaker closed in between. */
const patience = 3;

const isProvenHealthy = (
  standing: Standing | undefined,
  times: FailureTimes,
  maxAttempts: number,
): boolean => {
  if (standing?.kind !== 'up') return false;
  const { healthyAtMs = 0, closedAtMs = 0 } = standing;
  const sinceMs = times.at(-2) ?? times[0] - recentMs;
  return healthyAtMs >= sinceMs || (closedAtMs > times[0] && times.length >= patience * maxAttempts);
};

const retrySeconds = ({ failure, random }: FailedAttempt, counted: number): number =>
  failure.retryAfterSeconds === undefined
    ? backoffSeconds(counted, random)
    : afterAsked(failure.retryAfterSeconds, random);

const deferSeconds = (attempt: PutOffAttempt): number => {
  const { failure, deliveries, random } = attempt;
  if (failure.dependency !== undefined) return deferSecondsUntilUp(attempt);
  if (failure.retryAfterSeconds !== undefined) return afterAsked(failure.retryAfterSeconds, random);
  return failure.cause === 'BUSY' ? jittered(10, random) : backoffSeconds(Math.min(deliveries, 2), random);
};

/**
 * What was tried in vain comes back behind the next probe, which tries something else then: it may be the event that is
 * at fault.
 */
const deferSecondsUntilUp = ({ standing, isProbe, random }: PutOffAttempt): number => {
  const remaining = standing?.kind === 'down' ? standing.retryInSeconds : maxDeferSeconds;
  if (isProbe && standing?.kind === 'down') return afterAsked(remaining + behindProbeSeconds, random);
  return jittered(Math.min(maxDeferSeconds, Math.max(minDeferSeconds, remaining)), random);
};
