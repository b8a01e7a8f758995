import type { OutcomeName } from '../contract/claim-outcome';
import type { OrderKey } from '../core/order-key';
import type { Clock, Log, Metrics } from '../core/ports';
import type { Entity } from '../core/route-event';
import type { ModuleState } from './feature-module';

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

export interface OutcomeMark {
  readonly source: string;
  readonly eventId: string;
  readonly module: string;
  readonly outcome: OutcomeName;
  /** RFC 3339. */
  readonly at: string;
}

export interface OutcomeRecorder {
  /** Notes a module's outcome on the event's claim. The first one stays; without a claim nothing happens. */
  record(mark: OutcomeMark): Promise<void>;
}

export interface ProcessorDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly entities: EntityStore;
  readonly outcomes: OutcomeRecorder;
}
