import { entityKey } from '../../lambdas/contract/table-schema';
import { emptySequence, type Sequence } from '../../lambdas/core/sequencing/sequence';
import type { ModuleState } from '../../lambdas/processor/feature-module';
import type { ModuleEntity, SequenceCommit, SequenceStore } from '../../lambdas/processor/ports';

/** The entities of modules with policy `sequence` without a database. */
export class InMemorySequenceStore implements SequenceStore {
  /** The last commit of each entity, by its key. */
  readonly commits = new Map<string, SequenceCommit>();
  /** How often each operation was called. */
  readonly calls = { load: 0, commit: 0 };

  async load({ module, entity }: ModuleEntity): Promise<Sequence<ModuleState>> {
    this.calls.load += 1;
    const commit = this.commits.get(entityKey(module, entity));
    if (!commit) return emptySequence;
    const { sequence } = commit;
    return { ...sequence, version: sequence.version + 1 };
  }

  async commit(commit: SequenceCommit): Promise<'committed' | 'conflict'> {
    this.calls.commit += 1;
    const key = entityKey(commit.module, commit.entity);
    const existing = this.commits.get(key);
    const version = existing ? existing.sequence.version + 1 : 0;
    if (commit.sequence.version !== version) return 'conflict';
    // As JSON, the way a table keeps it: without what is undefined.
    const stored: SequenceCommit = JSON.parse(JSON.stringify(commit));
    this.commits.set(key, stored);
    return 'committed';
  }

  get(module: string, entityType: string, entityId: string): SequenceCommit | undefined {
    return this.commits.get(entityKey(module, { type: entityType, id: entityId }));
  }
}
