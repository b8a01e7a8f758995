export interface ReleaseFailure {
  readonly step: 'read' | 'send';
  /** Class of an error, or the code that a queue gave. */
  readonly errorName: string;
}

/** What one run came to. */
export interface ReleaseSummary {
  /** Messages that the queue has. */
  readonly sent: number;
  /** Due entities that were found and got no message. */
  readonly failed: number;
  /** Shards that could not be read to their end. */
  readonly unreadShards: number;
  /** Time ran out before all shards were read. */
  readonly timeUp: boolean;
  readonly firstFailure?: ReleaseFailure;
}

/** Counts during a run. */
export class ReleaseTally implements ReleaseSummary {
  sent = 0;
  failed = 0;
  unreadShards = 0;
  timeUp = false;
  firstFailure?: ReleaseFailure;

  /** Notes why something failed; the first reason stays. */
  blame(failure: ReleaseFailure): void {
    this.firstFailure ??= failure;
  }
}
