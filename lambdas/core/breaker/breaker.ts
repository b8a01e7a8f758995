import { assertNever } from '../assert-never';

/** Why a breaker opened. */
export const tripCauses = ['CONSECUTIVE_FAILURES', 'FAILURE_RATE', 'SLOW_CALLS', 'SUSPECTED'] as const;
export type TripCause = (typeof tripCauses)[number];

/**
 * The circuit breaker of a dependency, one for all functions that call it. Times are milliseconds since the epoch.
 *
 * - `closed`: the dependency is called. `closedAtMs`: since when, if it was open before
 * - `open`: it is not called, and tried again at `retryAtMs` at the earliest
 * - `half-open`: one call tries it, the one that holds the probe
 */
export type Breaker =
  | { readonly kind: 'closed'; readonly closedAtMs?: number | undefined }
  | {
      readonly kind: 'open';
      /** When the outage began. */
      readonly downSinceMs: number;
      readonly retryAtMs: number;
      readonly cause: TripCause;
    }
  | {
      readonly kind: 'half-open';
      readonly downSinceMs: number;
      readonly cause: TripCause;
      readonly probeId: string;
      /** When the probe is lost if nothing was heard of it: whoever held it died. */
      readonly probeUntilMs: number;
    };

/** What happens to a breaker. */
export type BreakerEvent =
  | { readonly kind: 'tripped'; readonly cause: TripCause; readonly retryAfterSeconds?: number | undefined }
  | { readonly kind: 'probe-taken'; readonly probeId: string; readonly probeUntilMs: number }
  | { readonly kind: 'probe-succeeded'; readonly probeId: string }
  | {
      readonly kind: 'probe-failed';
      readonly probeId: string;
      readonly retryAfterSeconds?: number | undefined;
    }
  /** The probe found nothing to try. */
  | { readonly kind: 'probe-returned'; readonly probeId: string };

export const closedBreaker: Breaker = { kind: 'closed' };

/** Shortest and longest time between two probes. */
const minCoolDownMs = 30_000;
const maxCoolDownMs = 30 * 60_000;
/** Longest time that a dependency can ask to be left alone. */
const maxAskedMs = 60 * 60_000;

/**
 * How long a dependency is left alone: a quarter of the time for which it has been down, half a minute at least and
 * half an hour at most. So the end of an outage is noticed within a quarter of its length, and even in the 14 days
 * that a queue keeps a message no message is received more often than it may be.
 */
export const coolDownMs = (downForMs: number): number =>
  Math.min(maxCoolDownMs, Math.max(minCoolDownMs, downForMs / 4));

/**
 * The breaker after what happened; the very same object if that changes nothing.
 *
 * @param nowMs milliseconds since the epoch
 */
export const transition = (breaker: Breaker, event: BreakerEvent, nowMs: number): Breaker => {
  switch (breaker.kind) {
    case 'closed':
      return event.kind === 'tripped'
        ? opened({ downSinceMs: nowMs, cause: event.cause }, nowMs, event.retryAfterSeconds)
        : breaker;
    case 'open':
      return event.kind === 'probe-taken' && nowMs >= breaker.retryAtMs ? withProbe(breaker, event) : breaker;
    case 'half-open':
      return whileProbed(breaker, event, nowMs);
    default:
      return assertNever(breaker);
  }
};

type HalfOpen = Extract<Breaker, { kind: 'half-open' }>;
type Outage = Pick<HalfOpen, 'downSinceMs' | 'cause'>;

const whileProbed = (breaker: HalfOpen, event: BreakerEvent, nowMs: number): Breaker => {
  if (event.kind === 'probe-taken') {
    return nowMs >= breaker.probeUntilMs ? withProbe(breaker, event) : breaker;
  }
  // What anybody else sees says nothing: only the probe was to call.
  if (event.kind === 'tripped' || event.probeId !== breaker.probeId) return breaker;
  switch (event.kind) {
    case 'probe-succeeded':
      return { kind: 'closed', closedAtMs: nowMs };
    case 'probe-failed':
      return opened(breaker, nowMs, event.retryAfterSeconds);
    case 'probe-returned':
      return { ...outageOf(breaker), kind: 'open', retryAtMs: nowMs };
    default:
      return assertNever(event);
  }
};

/** What the dependency asked to wait wins, up to an hour. */
const opened = (outage: Outage, nowMs: number, retryAfterSeconds = 0): Breaker => {
  const askedMs = Math.min(retryAfterSeconds * 1000, maxAskedMs);
  const waitMs = Math.max(coolDownMs(nowMs - outage.downSinceMs), askedMs);
  return { ...outageOf(outage), kind: 'open', retryAtMs: nowMs + waitMs };
};

const withProbe = (
  breaker: Outage,
  { probeId, probeUntilMs }: Extract<BreakerEvent, { kind: 'probe-taken' }>,
): Breaker => ({ ...outageOf(breaker), kind: 'half-open', probeId, probeUntilMs });

const outageOf = ({ downSinceMs, cause }: Outage): Outage => ({ downSinceMs, cause });
