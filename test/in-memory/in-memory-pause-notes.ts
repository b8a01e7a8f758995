import type { FoundNote, PauseNote, PauseNotes } from '../../lambdas/guard/ports';

/** Notes without a database. */
export class InMemoryPauseNotes implements PauseNotes {
  readonly notes = new Map<string, PauseNote>();
  calls = 0;

  async find(modules: readonly string[]): Promise<ReadonlyMap<string, FoundNote>> {
    this.calls += 1;
    return new Map([...this.notes].filter(([module]) => modules.includes(module)));
  }

  async write(note: PauseNote): Promise<void> {
    this.calls += 1;
    this.notes.set(note.module, structuredClone(note));
  }

  async remove({ module, pausedAt }: FoundNote): Promise<void> {
    this.calls += 1;
    if (pausedAt === undefined || this.notes.get(module)?.pausedAt === pausedAt) this.notes.delete(module);
  }
}
