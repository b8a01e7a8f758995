import type { ModuleState } from '../../lambdas/processor/feature-module';
import type { CommitResult, EntityStore, Snapshot } from '../../lambdas/processor/ports';

export interface StoredEntity {
  readonly version: number;
  readonly watermark: string;
  readonly state: ModuleState;
  readonly previous: ModuleState | null;
}

/** The entities table without a database. */
export class InMemoryEntityStore implements EntityStore {
  readonly #entities = new Map<string, StoredEntity>();

  async commitSnapshot(snapshot: Snapshot): Promise<CommitResult> {
    const existing = this.get(snapshot.module, snapshot.entity.type, snapshot.entity.id);
    if (existing && existing.watermark >= snapshot.key) {
      return { kind: existing.watermark === snapshot.key ? 'replayed' : 'stale' };
    }
    this.#entities.set(keyOf(snapshot.module, snapshot.entity.type, snapshot.entity.id), {
      version: (existing?.version ?? 0) + 1,
      watermark: snapshot.key,
      state: snapshot.state,
      previous: existing?.state ?? null,
    });
    return { kind: 'applied' };
  }

  get(module: string, entityType: string, entityId: string): StoredEntity | undefined {
    return this.#entities.get(keyOf(module, entityType, entityId));
  }
}

const keyOf = (...parts: readonly string[]): string => parts.join('#');
