import type { GovernorSettings } from '../../contract/governor-settings';

/** What the API's stage lets through. */
export interface Throttle {
  /** In the long run. */
  readonly ratePerSecond: number;
  /** At once. */
  readonly burst: number;
}

/** The first is as configured, each further one half of the one before, the last one at the floor. */
export type ThrottleSteps = readonly [Throttle, ...Throttle[]];

/**
 * The throttles that the governor may set. Lowered ones are whole numbers, unless the floor is none, so that what was
 * set reads back as the same. A burst is never smaller than the floor: the rate could not be reached with less.
 */
export const throttleSteps = (settings: GovernorSettings): ThrottleSteps => {
  const { ratePerSecond, burst, floorPerSecond } = settings;
  const smallestBurst = Math.min(burst, Math.max(1, Math.ceil(floorPerSecond)));
  const steps: [Throttle, ...Throttle[]] = [{ ratePerSecond, burst }];
  for (let rate = ratePerSecond, divisor = 2; rate > floorPerSecond; divisor *= 2) {
    rate = Math.max(floorPerSecond, Math.floor(ratePerSecond / divisor));
    steps.push({ ratePerSecond: rate, burst: Math.max(smallestBurst, Math.floor(burst / divisor)) });
  }
  return steps;
};

/** The throttle of a step. One beyond the last, from before there were fewer, counts as the last. */
export const throttleAt = (steps: ThrottleSteps, step: number): Throttle =>
  steps[Math.min(step, steps.length - 1)] ?? steps[0];

export const isSameThrottle = (one: Throttle, other: Throttle): boolean =>
  one.ratePerSecond === other.ratePerSecond && one.burst === other.burst;
