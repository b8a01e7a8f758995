/** How the governor may set the API's throttle. */
export interface GovernorSettings {
  /** As the stage is configured: requests a second in the long run, and at once on top of it. */
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Never fewer requests a second than this. */
  readonly floorPerSecond: number;
  /** Names of the alarms on ingest health that it listens to. */
  readonly alarms: readonly string[];
}
