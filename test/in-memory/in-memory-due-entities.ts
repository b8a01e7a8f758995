import { dueShard } from '../../lambdas/contract/table-schema';
import { dueShardOf } from '../../lambdas/core/entity';
import type { DueEntities, DueEntity, DuePage, DueQuery } from '../../lambdas/release/ports';

/** The due index without a database, which fails on demand. */
export class InMemoryDueEntities implements DueEntities {
  readonly #shards = new Map<string, DueEntity[]>();
  readonly #pageSize: number;
  /** The shard of each page that was read, in that order. */
  readonly pagesRead: number[] = [];
  /** How many entities all those pages held. */
  entitiesRead = 0;
  readonly failingShards = new Set<number>();
  /** Items on every page that are no entities. */
  unreadable = 0;
  /** What reading a page takes. */
  latency = async (): Promise<void> => undefined;

  constructor(pageSize = 1000) {
    this.#pageSize = pageSize;
  }

  add(module: string, ...due: readonly DueEntity[]): void {
    for (const [key, group] of Map.groupBy(due, ({ entity }) => dueShardOf(module, entity))) {
      this.#shards.set(key, [...(this.#shards.get(key) ?? []), ...group].toSorted(byDueAt));
    }
  }

  async *pages({ module, shard, now }: DueQuery): AsyncGenerator<DuePage, void> {
    const due = (this.#shards.get(dueShard(module, shard)) ?? []).filter(({ dueAt }) => dueAt <= now);
    let start = 0;
    do {
      this.pagesRead.push(shard);
      await this.latency();
      if (this.failingShards.has(shard)) throw new Error('The index cannot be read.');
      const entities = due.slice(start, (start += this.#pageSize));
      this.entitiesRead += entities.length;
      yield { entities, unreadable: this.unreadable, isLast: start >= due.length };
    } while (start < due.length);
  }
}

const byDueAt = (a: DueEntity, b: DueEntity): number => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0);
