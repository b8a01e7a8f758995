import type { Instant } from '../../core/instant';

const nanosecondsPerSecond = 1e9;

/** Nanoseconds since 1970. Source: the fixed width of an `Instant`, nineteen characters, a point, nine digits. */
const nanosecondsOf = (instant: Instant): bigint =>
  BigInt(Date.parse(`${instant.slice(0, 19)}Z`)) * 1_000_000n + BigInt(instant.slice(20, 29));

/**
 * From one time to another, in seconds with a fraction; negative when the second is the earlier one. A number holds
 * nanoseconds exactly for 26 days; of what is longer, it is the nearest one.
 */
export const secondsBetween = (from: Instant, to: Instant): number =>
  Number(nanosecondsOf(to) - nanosecondsOf(from)) / nanosecondsPerSecond;

/** To whole nanoseconds, which is the finest that a time can say. */
export const roundSeconds = (seconds: number): number =>
  Math.round(seconds * nanosecondsPerSecond) / nanosecondsPerSecond;

/** The sum, without what adding binary fractions leaves behind: 0.1 and 0.2 are 0.3. */
export const addSeconds = (a: number, b: number): number => roundSeconds(a + b);
