/** A module that calls other systems, as the guard knows it. */
export interface GuardedModule {
  readonly module: string;
  /** Names of the dependencies; while the breaker of one is open, the module is paused. */
  readonly dependencies: readonly string[];
  readonly queueUrl: string;
  /** ARN of the module's queue, for the events that the guard hands to the function. */
  readonly queueArn: string;
  readonly functionName: string;
  /** UUID of the event source mapping between them. */
  readonly mappingId: string;
}
