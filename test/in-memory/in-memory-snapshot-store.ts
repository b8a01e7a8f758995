import { decideSnapshot } from '../../lambdas/core/sequencing/decide';
import type { ModuleState } from '../../lambdas/processor/feature-module';
import type { CommitResult, Snapshot, SnapshotStore } from '../../lambdas/processor/ports';

export interface StoredSnapshot {
  readonly version: number;
  readonly watermark: string;
  readonly state: ModuleState;
  readonly previous: ModuleState | null;
}

/** The entities of modules with policy `latest` without a database. */
export class InMemorySnapshotStore implements SnapshotStore {
  readonly #entities = new Map<string, StoredSnapshot>();

  async commitSnapshot(snapshot: Snapshot): Promise<CommitResult> {
    const { module, entity, key, state, whileSame } = snapshot;
    const existing = this.get(module, entity.type, entity.id);
    const decision = decideSnapshot(existing?.watermark, key);
    if (decision !== 'apply') return { kind: decision === 'duplicate' ? 'replayed' : 'stale' };
    const kept = existing && whileSame ? keptFields(existing.state, state, whileSame) : undefined;
    this.#entities.set(keyOf(module, entity.type, entity.id), {
      version: (existing?.version ?? 0) + 1,
      watermark: key,
      state: structuredClone({ ...state, ...kept }),
      previous: (kept ? existing?.previous : existing?.state) ?? null,
    });
    return { kind: 'applied' };
  }

  get(module: string, entityType: string, entityId: string): StoredSnapshot | undefined {
    return this.#entities.get(keyOf(module, entityType, entityId));
  }
}

/** What stays as it was, if the new state repeats the one before; a state without the field repeats nothing. */
const keptFields = (
  before: ModuleState,
  state: ModuleState,
  { field, keep }: NonNullable<Snapshot['whileSame']>,
): ModuleState | undefined => {
  const value = state[field];
  if (value === undefined || JSON.stringify(before[field]) !== JSON.stringify(value)) return undefined;
  return Object.fromEntries(
    keep.flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]]])),
  );
};

const keyOf = (...parts: readonly string[]): string => parts.join('#');
