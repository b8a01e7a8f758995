import { closedBreaker } from '../../lambdas/core/breaker/breaker';
import type { BreakerRecord, BreakerStore } from '../../lambdas/core/breaker/breaker-store';

/** Breakers without a database, which fail on demand. */
export class InMemoryBreakerStore implements BreakerStore {
  readonly records = new Map<string, BreakerRecord>();
  /** How often each operation was called, and how many writes were made. */
  readonly calls = { read: 0, write: 0, written: 0 };
  fails = false;

  async read(dependency: string): Promise<BreakerRecord> {
    this.calls.read += 1;
    if (this.fails) throw new Error('The control table cannot be read.');
    return structuredClone(this.records.get(dependency)) ?? { breaker: closedBreaker, version: 0 };
  }

  async write(dependency: string, { breaker, version }: BreakerRecord): Promise<'written' | 'conflict'> {
    this.calls.write += 1;
    if (this.fails) throw new Error('The control table cannot be written.');
    if ((this.records.get(dependency)?.version ?? 0) !== version) return 'conflict';
    this.calls.written += 1;
    this.records.set(dependency, structuredClone({ breaker, version: version + 1 }));
    return 'written';
  }
}
