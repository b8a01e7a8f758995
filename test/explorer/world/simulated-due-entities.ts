import { dueShard } from '../../../lambdas/contract/table-schema';
import { dueShardOf } from '../../../lambdas/core/entity';
import type { DueEntities, DueEntity, DuePage, DueQuery } from '../../../lambdas/release/ports';
import type { InMemorySequenceStore } from '../../in-memory/in-memory-sequence-store';
import type { Process } from '../simulation/process';

/** The due index over the entities there are. A shard without due entities is read without a turn: nothing depends on it. */
export class SimulatedDueEntities implements DueEntities {
  readonly #sequences: InMemorySequenceStore;
  readonly #index: { read(shard: string, due: readonly DueEntity[]): Promise<readonly DueEntity[]> };

  constructor(sequences: InMemorySequenceStore, process: Process) {
    this.#sequences = sequences;
    this.#index = process.port('dueEntities', { read: async (_shard, due) => due }, { reads: ['read'] });
  }

  async *pages({ module, shard, now }: DueQuery): AsyncGenerator<DuePage, void> {
    const due = this.#due(module, shard, now);
    const entities = due.length === 0 ? due : await this.#index.read(dueShard(module, shard), due);
    yield { entities, unreadable: 0, isLast: true };
  }

  #due(module: string, shard: number, now: string): readonly DueEntity[] {
    return [...this.#sequences.commits.values()].flatMap(({ module: owner, entity, dueAt }) => {
      const isDue = owner === module && dueAt !== undefined && dueAt <= now;
      return isDue && dueShardOf(module, entity) === dueShard(module, shard) ? [{ entity, dueAt }] : [];
    });
  }
}
