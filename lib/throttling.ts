/** What the API lets through. */
export interface Throttling {
  /** Requests a second in the long run. */
  readonly ratePerSecond: number;
  /** Requests at once on top of it. */
  readonly burst: number;
  /**
   * Requests a second that get through even while ingest is unwell.
   * @default a tenth of `ratePerSecond`, but at least 1 if that many get through at all
   */
  readonly floorPerSecond?: number;
}

export type CompleteThrottling = Required<Throttling>;

export const completeThrottling = (given: Throttling): CompleteThrottling => ({
  ...given,
  floorPerSecond:
    given.floorPerSecond ?? Math.min(given.ratePerSecond, Math.max(1, given.ratePerSecond / 10)),
});
