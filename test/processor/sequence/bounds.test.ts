import { maxOpenEvents, maxParkedEvents } from '../../../lambdas/contract/limits';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { ModuleRun } from '../../module-kit/module-run';
import { call, chain, listingModule, startsAt, thing } from './listing-module';

const sequenceOf = (run: ModuleRun) => run.world.sequences.get('listing', 'thing', 'x')?.sequence;

const outcomeCounts = (run: ModuleRun, events: readonly ModuleEvent[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const event of events) {
    const outcome = run.outcome(event) ?? 'none';
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

/** `count` events of one type, each a second after the one before. */
const many = (type: string, count: number): readonly ModuleEvent[] =>
  Array.from({ length: count }, (_, index) => thing(type, index + 1));

describe('parked events', () => {
  it('are released from the first on when there are too many, and none is lost', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    const events = many('c', maxParkedEvents + 50);
    for (const event of events) await run.deliver(event);
    expect(run.parkedCount).toBe(maxParkedEvents);
    expect(outcomeCounts(run, events)).toEqual({ gap: 50, parked: maxParkedEvents });

    await run.settle();

    expect(outcomeCounts(run, events)).toEqual({ gap: maxParkedEvents + 50 });
    expect(run.state('x')).toEqual({ seen: events.map(({ id }) => `gap:${id}`) });
    expect(run.world.parkedEvents.kept.size).toBe(0);
  });

  it('are released from the first on when they are too large together', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    const text = 'x'.repeat(1024 * 1024 - 1000);
    const events = Array.from({ length: 10 }, (_, index) =>
      thing('c', index + 1, { data: { thing: 'x', text } }),
    );
    for (const event of events) await run.deliver(event);
    expect(outcomeCounts(run, events)).toEqual({ gap: 2, parked: 8 });
  });

  it('are all released by the predecessor of the first, in more than one commit if there are many', async () => {
    const lifecycle = { starts: ['a'], next: { a: ['b'], b: ['b'] }, ends: ['b'] } as const;
    const run = new ModuleRun(listingModule(lifecycle), { startsAt });
    const events = many('b', 120);
    for (const event of events) await run.deliver(event);
    const { commit } = run.world.sequences.calls;

    await run.deliver(thing('a', 0));

    expect(run.parkedCount).toBe(0);
    expect(run.world.sequences.calls.commit - commit).toBe(2);
    expect(outcomeCounts(run, events)).toEqual({ applied: 120 });
    expect(run.state('x')).toEqual({ seen: ['a0', ...events.map(({ id }) => id)] });
  });

  it('are released in more than one commit if they are large', async () => {
    const lifecycle = { starts: ['a'], next: { a: ['b'], b: ['b'] }, ends: ['b'] } as const;
    const run = new ModuleRun(listingModule(lifecycle), { startsAt });
    const text = 'x'.repeat(1024 * 1024 - 1000);
    for (let at = 1; at <= 6; at += 1) await run.deliver(thing('b', at, { data: { thing: 'x', text } }));
    const { commit } = run.world.sequences.calls;
    await run.deliver(thing('a', 0));
    expect(run.world.sequences.calls.commit - commit).toBe(2);
    expect(run.parkedCount).toBe(0);
  });

  it('are released in several commits although the function dies between any two calls', async () => {
    const lifecycle = { starts: ['a'], next: { a: ['b'], b: ['b'] }, ends: ['b'] } as const;
    const events = many('b', 120);
    const before = 120 * 4;
    for (const atCall of [2, 5, 60, 103, 105, 106, 120, 128].map((call) => before + call)) {
      const run = new ModuleRun(listingModule(lifecycle), { startsAt, death: { atCall, effect: 'done' } });
      for (const event of [...events, thing('a', 0)]) await run.deliver(event);
      await run.settle();
      expect(run.state('x')).toEqual({ seen: ['a0', ...events.map(({ id }) => id)] });
      expect(outcomeCounts(run, events)).toEqual({ applied: 120 });
    }
  });
});

describe('open events', () => {
  it('are settled from the first on when there are too many', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    for (const event of [thing('started', 0), ...many('answered', 50)]) await run.deliver(event);
    expect(sequenceOf(run)?.open).toHaveLength(maxOpenEvents);
    await run.deliver(thing('held', 0, { id: 'early', timestamp: '2023-10-27T14:00:02.5Z' }));
    expect(run.outcome(thing('held', 0, { id: 'early' }))).toBe('late');
  });

  it('are settled from the first on when they are too large together', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    const text = 'x'.repeat(50_000);
    await run.deliver(thing('started', 0));
    for (const event of [1, 2, 3].map((at) => thing('answered', at, { data: { thing: 'x', text } }))) {
      await run.deliver(event);
    }
    expect(sequenceOf(run)?.open.map(({ id }) => id)).toEqual(['answered2', 'answered3']);
  });

  it('do not crowd out a parked one that belongs before them: that is released', async () => {
    const lifecycle = {
      ...call,
      next: { ...call.next, started: ['answered', 'completed'], answered: ['answered'] },
    };
    const run = new ModuleRun(listingModule(lifecycle), { startsAt });
    await run.deliver(thing('started', 0));
    await run.deliver(thing('answered', 3));
    const waiting = thing('resumed', 1, { id: 'waiting' });
    await run.deliver(waiting);
    expect(run.outcome(waiting)).toBe('parked');
    for (let at = 4; at < 4 + maxOpenEvents; at += 1) await run.deliver(thing('answered', at));
    expect(run.outcome(waiting)).toBe('gap');
  });

  it('do not grow with the number of events there have been', async () => {
    const run = new ModuleRun(listingModule(call, { apply: (_, { id }) => ({ seen: [id] }) }), { startsAt });
    await run.deliver(thing('started', 0));
    for (let at = 1; at <= 300; at += 1) {
      await run.pass(at % 5);
      await run.deliver(thing(at % 2 ? 'held' : 'resumed', at));
    }
    expect(sequenceOf(run)?.open.length).toBeLessThanOrEqual(maxOpenEvents);
    expect(sequenceOf(run)?.lastCommit).toHaveLength(1);
  });
});
