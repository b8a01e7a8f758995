import type { OutcomeName } from '../contract/claim-outcome';
import type { OrderKey } from '../core/order-key';
import type { Clock, Log, Metrics } from '../core/ports';
import type { Entity } from '../core/entity';
import type { ModuleState } from './feature-module';
import type { QueueRecord } from './queue-record';

/** The state of an entity after one event. */
export interface Snapshot {
  readonly module: string;
  readonly entity: Entity;
  /** The event's place in the entity's order. */
  readonly key: OrderKey;
  readonly state: ModuleState;
  /** When it is committed, RFC 3339. */
  readonly at: string;
}

/**
 * - `applied`: the snapshot is the entity's state now
 * - `replayed`: it was already, by this very event
 * - `stale`: a newer one is
 */
export type CommitResult = { readonly kind: 'applied' | 'replayed' | 'stale' };

export interface EntityStore {
  /** Replaces the entity's state if the snapshot's key is beyond its watermark: the only commit point. */
  commitSnapshot(snapshot: Snapshot): Promise<CommitResult>;
}

export interface OutcomeMark extends EventInModule {
  readonly outcome: OutcomeName;
  /** RFC 3339. */
  readonly at: string;
}

export interface OutcomeRecorder {
  /**
   * Notes a module's outcome on the event's claim. The first one stays, unless it is `dead-lettered`, which a
   * redrive can better; without a claim nothing happens.
   */
  record(mark: OutcomeMark): Promise<void>;
}

/** Which event, in which module. */
export interface EventInModule {
  readonly source: string;
  readonly eventId: string;
  readonly module: string;
}

export interface AttemptCounter {
  /**
   * Counts a failure where a crash cannot undo it.
   *
   * @returns how many there were, this one included; `undefined` when the event has no claim any more
   */
  count(event: EventInModule): Promise<number | undefined>;
}

/** A message that its module gave up on. */
export interface DeadLetter {
  readonly record: QueueRecord;
  readonly module: string;
  /** Class of the error that ended it. */
  readonly errorName: string;
  readonly attempts: number;
  /** When it failed for the last time, RFC 3339. */
  readonly failedAt: string;
  /** Absent when the message holds no event. */
  readonly event?: { readonly id: string; readonly type: string };
}

export interface DeadLetterQueue {
  /** Resolves only when the queue has it. */
  send(letter: DeadLetter): Promise<void>;
}

export interface ProcessorDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly entities: EntityStore;
  readonly outcomes: OutcomeRecorder;
  readonly attempts: AttemptCounter;
  readonly deadLetters: DeadLetterQueue;
}
