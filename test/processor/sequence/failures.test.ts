import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { ModuleRun } from '../../module-kit/module-run';
import { call, chain, type Listing, listingModule, startsAt, thing } from './listing-module';

/** Lists what it sees, and cannot stand some events: the first so many times, or always. */
const choking = (onId: string, times = Infinity, lifecycle = chain) => {
  let failures = 0;
  return listingModule(lifecycle, {
    apply: (state: Listing | undefined, { id }: ModuleEvent) => {
      if (id === onId && failures < times) {
        failures += 1;
        throw new TypeError('The module does not understand Jane Doe.');
      }
      return { seen: [...(state?.seen ?? []), id] };
    },
  });
};

const outcomesOf = (run: ModuleRun, events: readonly ModuleEvent[]) =>
  Object.fromEntries(events.map((event) => [event.id, run.outcome(event)]));

describe('an event that fails when it arrives', () => {
  it('goes to the DLQ with its third failure, and what follows is a gap', async () => {
    const run = new ModuleRun(choking('b1'), { startsAt });
    const events = [thing('a', 0), thing('b', 1), thing('c', 2)];

    for (const event of events) await run.deliver(event);
    await run.settle();

    expect(outcomesOf(run, events)).toEqual({ a0: 'applied', b1: 'dead-lettered', c2: 'gap' });
    expect(run.state('x')).toEqual({ seen: ['a0', 'c2'] });
    expect(run.world.deadLetters.letters).toMatchObject([
      { errorName: 'TypeError', attempts: 3, event: { id: 'b1', type: 'b' } },
    ]);
  });

  it('leaves what it forces before itself applied', async () => {
    const module = choking('d3');
    const run = new ModuleRun(
      { ...module, manifest: { ...module.manifest, windowSeconds: 1 } },
      { startsAt },
    );
    await run.deliver(thing('b', 1));
    // `b` is due by then, but the minute's release has not come yet.
    await run.pass(5);
    await run.deliver(thing('d', 3));
    expect(run.state('x')).toEqual({ seen: ['b1'] });
    await run.settle();
    expect(outcomesOf(run, [thing('b', 1), thing('d', 3)])).toEqual({ b1: 'gap', d3: 'dead-lettered' });
  });
});

describe('an event that fails when it is released', () => {
  it('harms neither the event that released it nor the ones before it', async () => {
    const run = new ModuleRun(choking('c2'), { startsAt });
    const events = [thing('a', 0), thing('b', 1), thing('c', 2), thing('d', 3)];
    await run.deliver(thing('a', 0));
    await run.deliver(thing('d', 3));
    await run.deliver(thing('c', 2));
    await run.deliver(thing('b', 1));

    expect(outcomesOf(run, events)).toEqual({ a0: 'applied', b1: 'applied', c2: 'parked', d3: 'parked' });
    expect(run.world.deadLetters.letters).toEqual([]);
    await run.settle();

    expect(outcomesOf(run, events)).toEqual({
      a0: 'applied',
      b1: 'applied',
      c2: 'dead-lettered',
      d3: 'gap',
    });
    expect(run.state('x')).toEqual({ seen: ['a0', 'b1', 'd3'] });
    expect(run.world.deadLetters.letters).toMatchObject([{ attempts: 3, event: { id: 'c2', type: 'c' } }]);
    expect(run.world.parkedEvents.kept.size).toBe(0);
  });

  it('is tried again when its delay is over, and what stands behind it follows then', async () => {
    const run = new ModuleRun(choking('b1', 2), { startsAt });
    await run.deliver(thing('b', 1));
    await run.deliver(thing('c', 2));
    await run.deliver(thing('a', 0));
    expect(run.state('x')).toEqual({ seen: ['a0'] });

    // Half a minute after the first failure it is due, and with the next minute's release it fails again.
    await run.pass(60);
    expect(run.state('x')).toEqual({ seen: ['a0'] });
    await run.pass(120);
    expect(run.state('x')).toEqual({ seen: ['a0'] });
    await run.pass(60);

    expect(run.state('x')).toEqual({ seen: ['a0', 'b1', 'c2'] });
    expect(run.world.claims.claims.get('genesys#b1')?.failures['listing']).toHaveLength(2);
    expect(run.world.deadLetters.letters).toEqual([]);
  });

  it('is counted with what is parked when its claim is gone', async () => {
    const run = new ModuleRun(choking('b1'), { startsAt });
    await run.deliver(thing('b', 1));
    run.world.claims.claims.clear();
    await run.deliver(thing('a', 0));
    await run.settle();
    expect(run.world.deadLetters.letters).toMatchObject([{ attempts: 3, event: { id: 'b1' } }]);
  });

  it('stays parked as long as the DLQ does not take it', async () => {
    const run = new ModuleRun(choking('b1'), { startsAt });
    await run.deliver(thing('b', 1));
    await run.deliver(thing('a', 0));
    run.world.deadLetters.refuses = true;
    await run.pass(600);
    expect(run.outcome(thing('b', 1))).toBe('parked');

    run.world.deadLetters.refuses = false;
    await run.settle();
    expect(run.outcome(thing('b', 1))).toBe('dead-lettered');
  });

  it('is to blame when it makes an event fail that was fine without it', async () => {
    const module = listingModule(call, {
      manifest: { windowSeconds: 600 },
      apply: (state: Listing | undefined, { id, type }: ModuleEvent) => {
        if (type === 'completed' && state?.seen.includes('held5')) throw new RangeError('no');
        return { seen: [...(state?.seen ?? []), id] };
      },
    });
    const run = new ModuleRun(module, { startsAt });
    for (const event of [thing('started', 0), thing('completed', 9), thing('held', 5)]) {
      await run.deliver(event);
    }
    expect(run.outcome(thing('held', 5))).toBe('dead-lettered');
    expect(run.outcome(thing('completed', 9))).toBe('applied');
    expect(run.state('x')).toEqual({ seen: ['started0', 'completed9'] });
  });

  it('goes to the DLQ by what is known of it when its envelope is gone', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await run.deliver(thing('b', 1));
    run.world.parkedEvents.kept.clear();
    await run.deliver(thing('a', 0));
    await run.settle();

    expect(run.outcome(thing('b', 1))).toBe('dead-lettered');
    expect(run.world.deadLetters.letters).toMatchObject([{ errorName: 'ParkedEventMissingError' }]);
    expect(run.world.deadLetters.letters[0]?.record.body).toContain('"id":"b1"');
  });
});

describe('an event that comes back from the DLQ', () => {
  it('obeys the order: it is late when what follows was applied for good', async () => {
    const run = new ModuleRun(choking('b1', 3), { startsAt });
    for (const event of [thing('a', 0), thing('b', 1), thing('c', 2)]) await run.deliver(event);
    await run.settle();
    await run.pass(86_400);

    await run.deliver(thing('b', 1));

    expect(run.outcome(thing('b', 1))).toBe('late');
    expect(run.state('x')).toEqual({ seen: ['a0', 'c2'] });
  });

  it('reaches the DLQ again when it was parked again and fails again at once', async () => {
    const run = new ModuleRun(choking('b1'), { startsAt });
    for (const seconds of [0, 1]) {
      await run.deliver(thing('b', 1));
      await run.settle();
      expect(run.outcome(thing('b', 1))).toBe('dead-lettered');
      await run.pass(seconds);
    }
    const ids = run.world.deadLetters.letters.map(({ record }) => record.deduplicationId);
    expect(new Set(ids).size).toBe(2);
  });

  it('has all its attempts again, also when it is parked first', async () => {
    const run = new ModuleRun(choking('b1', 5), { startsAt });
    await run.deliver(thing('b', 1));
    await run.settle();
    await run.deliver(thing('b', 1));
    await run.settle();
    expect(run.world.deadLetters.letters).toHaveLength(1);
    expect(run.outcome(thing('b', 1))).toBe('gap');
  });

  it('is applied when nothing has followed meanwhile', async () => {
    const run = new ModuleRun(choking('b1', 3), { startsAt });
    for (const event of [thing('a', 0), thing('b', 1)]) await run.deliver(event);
    await run.pass(86_400);
    await run.deliver(thing('b', 1));
    expect(run.outcome(thing('b', 1))).toBe('applied');
    expect(run.state('x')).toEqual({ seen: ['a0', 'b1'] });
  });
});

describe('a state that is none', () => {
  it.each([undefined, null, 'text', 7, ['list']])('fails the event: %j', async (state) => {
    const module = listingModule(chain);
    const broken = { ...module, apply: (): Listing => JSON.parse(JSON.stringify({ state })).state };
    const run = new ModuleRun(broken, { startsAt });
    await run.deliver(thing('a', 0));
    expect(run.world.deadLetters.letters).toMatchObject([{ errorName: 'InvalidStateError' }]);
  });
});

describe('a state that cannot be stored', () => {
  it.each([
    ['too large', { seen: ['x'.repeat(100 * 1024)] }],
    ['not a number', { seen: [], n: Number.NaN }],
    ['of a class', { seen: [], at: new Date(0) }],
  ])('(%s) fails the event that leads to it, and no other', async (_, state) => {
    const module = listingModule(chain, {
      apply: (known: Listing | undefined, { id }: ModuleEvent): Listing =>
        id === 'b1' ? JSON.parse('{}', () => state) : { seen: [...(known?.seen ?? []), id] },
    });
    const run = new ModuleRun(module, { startsAt });
    for (const event of [thing('c', 2), thing('b', 1), thing('a', 0)]) await run.deliver(event);
    await run.settle();
    expect(run.state('x')).toEqual({ seen: ['a0', 'c2'] });
    expect(run.world.deadLetters.letters).toMatchObject([
      { errorName: 'InvalidStateError', event: { id: 'b1' } },
    ]);
  });
});

describe('what a failing processor logs', () => {
  it('is the class of the error, and nothing of the event', async () => {
    const run = new ModuleRun(choking('b1'), { startsAt });
    await run.deliver(thing('b', 1, { data: { thing: 'x', name: 'Jane Roe' } }));
    await run.deliver(thing('a', 0));
    await run.settle();
    const logged = JSON.stringify(run.world.log.lines);
    expect(logged).toContain('TypeError');
    expect(logged).not.toMatch(/Jane|understand/);
  });
});
