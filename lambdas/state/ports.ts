import type { Entity } from '../core/entity';
import type { Log } from '../core/ports';

/** What a module keeps about an entity: a JSON object. */
export type StateDocument = Readonly<Record<string, unknown>>;

/** An event that waits for what belongs before it. */
export interface ParkedEvent {
  readonly type: string;
  readonly id: string;
  /** When it is applied whether or not that has come, RFC 3339. */
  readonly dueAt: string;
}

export interface EntityState {
  /** Grows with each commit. */
  readonly version: number;
  /** When the last commit was, RFC 3339. */
  readonly updatedAt: string;
  /** `null` while all events of the entity are parked. */
  readonly state: StateDocument | null;
  /** The state before this one, `null` before the second; absent where the module keeps none. */
  readonly previous?: StateDocument | null;
  /** Whether the entity's lifecycle can be over; absent where the module has none. */
  readonly complete?: boolean;
  readonly parked: readonly ParkedEvent[];
}

export interface StateReader {
  /**
   * The entity as the last commit left it. Rejects when it cannot be read, is not what a commit writes, or the
   * signal aborts.
   *
   * @returns `undefined` when the module knows nothing of the entity
   */
  read(module: string, entity: Entity, signal: AbortSignal): Promise<EntityState | undefined>;
}

export interface StateDependencies {
  readonly log: Log;
  readonly states: StateReader;
}
