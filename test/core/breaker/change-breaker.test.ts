import type { Breaker, BreakerEvent } from '../../../lambdas/core/breaker/breaker';
import {
  type BreakerRecord,
  type BreakerStore,
  changeBreaker,
} from '../../../lambdas/core/breaker/breaker-store';
import { InMemoryBreakerStore } from '../../in-memory/in-memory-breaker-store';

const t0 = Date.UTC(2023, 9, 27, 15);
const tripped: BreakerEvent = { kind: 'tripped', cause: 'CONSECUTIVE_FAILURES' };
const taken = (probeId: string): BreakerEvent => ({
  kind: 'probe-taken',
  probeId,
  probeUntilMs: t0 + 90_000,
});

/** A store that gives others their turn before and after each call. */
class SlowBreakerStore extends InMemoryBreakerStore {
  override async read(dependency: string): Promise<BreakerRecord> {
    await Promise.resolve();
    const record = await super.read(dependency);
    await Promise.resolve();
    return record;
  }

  override async write(dependency: string, record: BreakerRecord): Promise<'written' | 'conflict'> {
    await Promise.resolve();
    const result = await super.write(dependency, record);
    await Promise.resolve();
    return result;
  }
}

const forty = Array.from({ length: 40 }, (_, index) => index);

describe('a change of the shared breaker', () => {
  it('is made by one of forty that trip it at once', async () => {
    const store = new SlowBreakerStore();
    const changes = await Promise.all(
      forty.map((index) => changeBreaker(store, 'crm', { event: tripped, nowMs: t0 + index })),
    );
    expect(store.calls.written).toBe(1);
    expect(changes.filter(({ isOurs }) => isOurs)).toHaveLength(1);
    expect(new Set(changes.map(({ breaker }) => JSON.stringify(breaker))).size).toBe(1);
  });

  it('is made by one of forty that trip it in the very same millisecond', async () => {
    const store = new SlowBreakerStore();
    const changes = await Promise.all(
      forty.map(() => changeBreaker(store, 'crm', { event: tripped, nowMs: t0 })),
    );
    expect(store.calls.written).toBe(1);
    expect(changes.filter(({ isOurs }) => isOurs)).toHaveLength(1);
  });

  it('gives the only probe to one of forty that ask for it at once', async () => {
    const store = new SlowBreakerStore();
    await changeBreaker(store, 'crm', { event: tripped, nowMs: t0 });
    const changes = await Promise.all(
      forty.map((index) => changeBreaker(store, 'crm', { event: taken(`p-${index}`), nowMs: t0 + 30_000 })),
    );
    const ours = changes.filter(({ isOurs }) => isOurs);
    expect(ours).toHaveLength(1);
    expect(store.calls.written).toBe(2);
    expect((await store.read('crm')).breaker).toEqual(ours[0]?.breaker);
  });

  it('keeps the breakers of dependencies apart', async () => {
    const store = new InMemoryBreakerStore();
    await changeBreaker(store, 'crm', { event: tripped, nowMs: t0 });
    expect((await changeBreaker(store, 'billing', { event: tripped, nowMs: t0 })).isOurs).toBe(true);
    expect(store.records.size).toBe(2);
  });

  it('takes one read and no write when there is nothing to change', async () => {
    const store = new InMemoryBreakerStore();
    const { breaker, isOurs } = await changeBreaker(store, 'crm', { event: taken('p-1'), nowMs: t0 });
    expect(breaker).toEqual({ kind: 'closed' });
    expect(isOurs).toBe(false);
    expect(store.calls).toEqual({ read: 1, write: 0, written: 0 });
  });

  it('takes one read and one write when nobody is in the way', async () => {
    const store = new InMemoryBreakerStore();
    await changeBreaker(store, 'crm', { event: tripped, nowMs: t0 });
    expect(store.calls).toEqual({ read: 1, write: 1, written: 1 });
  });

  it('knows its own write again when the reply to it was lost and its repetition failed', async () => {
    const store = new InMemoryBreakerStore();
    await changeBreaker(store, 'crm', { event: tripped, nowMs: t0 });
    const losing: BreakerStore = {
      read: (dependency) => store.read(dependency),
      write: async (dependency, record) => {
        await store.write(dependency, record);
        return 'conflict';
      },
    };
    const change = await changeBreaker(losing, 'crm', { event: taken('p-1'), nowMs: t0 + 30_000 });
    expect(change).toMatchObject({ isOurs: true, breaker: { kind: 'half-open', probeId: 'p-1' } });
    expect(store.calls.written).toBe(2);
  });

  it('does not take another’s write for its own', async () => {
    const store = new InMemoryBreakerStore();
    await changeBreaker(store, 'crm', { event: tripped, nowMs: t0 });
    let isFirst = true;
    const overtaken: BreakerStore = {
      read: (dependency) => store.read(dependency),
      write: async (dependency, record) => {
        if (isFirst) {
          isFirst = false;
          await changeBreaker(store, 'crm', { event: taken('other'), nowMs: t0 + 30_000 });
        }
        return store.write(dependency, record);
      },
    };
    const change = await changeBreaker(overtaken, 'crm', { event: taken('p-1'), nowMs: t0 + 30_000 });
    expect(change).toMatchObject({ isOurs: false, breaker: { kind: 'half-open', probeId: 'other' } });
  });

  it('goes on from what somebody else has made of the breaker', async () => {
    const store = new InMemoryBreakerStore();
    await changeBreaker(store, 'crm', { event: tripped, nowMs: t0 });
    await changeBreaker(store, 'crm', { event: taken('lost'), nowMs: t0 + 30_000 });
    const stale: BreakerRecord = { breaker: { kind: 'closed' }, version: 0 };
    let reads = 0;
    const behind: BreakerStore = {
      read: async (dependency) => ((reads += 1) === 1 ? stale : store.read(dependency)),
      write: (dependency, record) => store.write(dependency, record),
    };
    const change = await changeBreaker(behind, 'crm', { event: tripped, nowMs: t0 + 40_000 });
    expect(change).toMatchObject({ isOurs: false, breaker: { kind: 'half-open', probeId: 'lost' } });
  });

  it('ends although others never let it through', async () => {
    let version = 0;
    const stormy: BreakerStore = {
      read: async () => ({ breaker: { kind: 'closed', closedAtMs: version }, version: (version += 1) }),
      write: async () => 'conflict',
    };
    const change = await changeBreaker(stormy, 'crm', { event: tripped, nowMs: t0 });
    expect(change.isOurs).toBe(false);
    expect(version).toBeLessThanOrEqual(10);
  });

  it('fails when the store does', async () => {
    const store = new InMemoryBreakerStore();
    store.fails = true;
    await expect(changeBreaker(store, 'crm', { event: tripped, nowMs: t0 })).rejects.toThrow('control table');
  });

  it('compares breakers as a table keeps them, without what is undefined', async () => {
    const closed: Breaker = { kind: 'closed', closedAtMs: undefined };
    const store = new InMemoryBreakerStore();
    store.records.set('crm', { breaker: closed, version: 3 });
    expect((await changeBreaker(store, 'crm', { event: tripped, nowMs: t0 })).isOurs).toBe(true);
    expect(store.records.get('crm')).toMatchObject({ version: 4, breaker: { kind: 'open' } });
  });
});
