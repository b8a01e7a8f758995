import type { TripCause } from './breaker';

/** When calls that fail, or take too long, are more than bad luck. */
export interface TripRules {
  /** How far back calls are looked at. */
  readonly windowMs: number;
  /** Rates mean nothing below this number of calls. */
  readonly minimumCalls: number;
  /** Of all calls in the window, 0–1. */
  readonly failureRate: number;
  /** Failures in a row, however many calls there were. */
  readonly consecutiveFailures: number;
  /** A call that takes as long as this is slow, whether it succeeds or not. */
  readonly slowCallMs: number;
  /** Of all calls in the window, 0–1. */
  readonly slowRate: number;
}

export const defaultTripRules: TripRules = {
  windowMs: 60_000,
  minimumCalls: 10,
  failureRate: 0.5,
  consecutiveFailures: 5,
  slowCallMs: 2500,
  slowRate: 0.8,
};

export interface Call {
  /** When it ended, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly isFailure: boolean;
}

/** The calls that one process has made of a dependency lately, oldest first. Made by `withCall`. */
export interface CallWindow {
  readonly calls: readonly Call[];
  /** When calls failed since the last success, however long ago. */
  readonly failuresInARow: readonly number[];
}

export const emptyWindow: CallWindow = { calls: [], failuresInARow: [] };

/** No more calls are kept than this: a rate does not change for the rest. */
const maxCalls = 200;

export const withCall = (window: CallWindow, call: Call, { windowMs }: TripRules): CallWindow => ({
  calls: [...window.calls.filter(({ atMs }) => atMs > call.atMs - windowMs), call].slice(-maxCalls),
  failuresInARow: call.isFailure ? [...window.failuresInARow, call.atMs].slice(-maxCalls) : [],
});

/** Without the calls until a moment: what was before it says nothing any more. */
export const callsAfter = ({ calls, failuresInARow }: CallWindow, afterMs: number): CallWindow => ({
  calls: calls.filter(({ atMs }) => atMs > afterMs),
  failuresInARow: failuresInARow.filter((atMs) => atMs > afterMs),
});

/** Why the calls say that the dependency is down; `undefined` if they do not. Look right after a call. */
export const whyTrip = ({ calls, failuresInARow }: CallWindow, rules: TripRules): TripCause | undefined => {
  if (failuresInARow.length >= rules.consecutiveFailures) return 'CONSECUTIVE_FAILURES';
  if (calls.length < rules.minimumCalls) return undefined;
  const rateOf = (matches: (call: Call) => boolean): number => calls.filter(matches).length / calls.length;
  if (rateOf(({ isFailure }) => isFailure) >= rules.failureRate) return 'FAILURE_RATE';
  if (rateOf(({ durationMs }) => durationMs >= rules.slowCallMs) >= rules.slowRate) return 'SLOW_CALLS';
  return undefined;
};
