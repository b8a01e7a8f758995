import type { Timer } from '../../lambdas/core/ports';

interface Waiting {
  readonly ms: number;
  readonly run: () => void;
}

/** Timers that go off when a test says so. */
export class ManualTimer implements Timer {
  readonly waiting = new Set<Waiting>();

  after(ms: number, run: () => void): () => void {
    const waiting = { ms, run };
    this.waiting.add(waiting);
    return () => this.waiting.delete(waiting);
  }

  /** Runs everything that waits for this long or less, the shortest first. */
  elapse(ms: number): void {
    const due = [...this.waiting].filter((waiting) => waiting.ms <= ms).toSorted((a, b) => a.ms - b.ms);
    for (const waiting of due) {
      this.waiting.delete(waiting);
      waiting.run();
    }
  }
}
