import { entityKey } from '../../lambdas/contract/table-schema';
import type { Entity } from '../../lambdas/core/entity';
import type { EntityState, StateReader } from '../../lambdas/state/ports';

/** The states of entities without a database. */
export class InMemoryStateReader implements StateReader {
  readonly #states = new Map<string, EntityState>();

  put(module: string, entity: Entity, state: EntityState): void {
    this.#states.set(entityKey(module, entity), state);
  }

  async read(module: string, entity: Entity, signal: AbortSignal): Promise<EntityState | undefined> {
    signal.throwIfAborted();
    return structuredClone(this.#states.get(entityKey(module, entity)));
  }
}
