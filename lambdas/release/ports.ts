import type { Entity } from '../core/entity';
import type { Instant } from '../core/instant';
import type { Clock, Log, Metrics } from '../core/ports';
import type { OutgoingRelease } from '../core/release-message';

/** An entity with a parked event that is due. */
export interface DueEntity {
  readonly entity: Entity;
  /** When the first of its parked events was due. */
  readonly dueAt: Instant;
}

export interface DuePage {
  readonly entities: readonly DueEntity[];
  /** Items on this page that do not say which entity they are. */
  readonly unreadable: number;
  readonly isLast: boolean;
}

export interface DueQuery {
  readonly module: string;
  /** From 0 to `dueShardCount - 1`. */
  readonly shard: number;
  readonly now: Instant;
}

export interface DueEntities {
  /**
   * The entities of one shard with a parked event due at `now` or before, the longest due first. A page is read
   * when it is asked for and not before. Iterating rejects when it cannot be read.
   */
  pages(query: DueQuery): AsyncIterable<DuePage>;
}

/** A message that the queue did not take. */
export interface RefusedRelease {
  readonly message: OutgoingRelease;
  /** The reason, such as `InternalError`. */
  readonly errorName: string;
  /** Whether the same message can be taken the next time. */
  readonly isRetryable: boolean;
}

export interface ReleaseQueues {
  /**
   * Sends at most ten messages into the module's FIFO queue, in one call. Rejects when the call as a whole failed.
   *
   * @returns those that the queue does not have now
   */
  send(module: string, messages: readonly OutgoingRelease[]): Promise<readonly RefusedRelease[]>;
}

export interface ReleaseDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly dueEntities: DueEntities;
  readonly queues: ReleaseQueues;
}
