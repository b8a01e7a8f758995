import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { ModuleRun } from '../../module-kit/module-run';
import { call, chain, listingModule, startsAt, thing } from './listing-module';

const outcomesOf = (run: ModuleRun, events: readonly ModuleEvent[]) =>
  Object.fromEntries(events.map((event) => [event.id, run.outcome(event)]));

const deliverAll = async (run: ModuleRun, events: readonly ModuleEvent[]): Promise<void> => {
  for (const event of events) await run.deliver(event);
};

describe('events that come in order', () => {
  it('cost one read, one commit and one outcome each', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    await deliverAll(run, [thing('started', 0), thing('answered', 1), thing('completed', 2)]);
    expect(run.world.sequences.calls).toEqual({ load: 3, commit: 3 });
    expect(run.world.claims.calls).toEqual({ claim: 3, record: 3, find: 0 });
    expect(run.world.parkedEvents.kept.size).toBe(0);
  });

  it('leave nothing open where the lifecycle leaves no room between them', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await deliverAll(run, [thing('a', 0), thing('b', 1), thing('c', 2)]);
    expect(run.world.sequences.get('listing', 'thing', 'x')?.sequence).toMatchObject({ open: [] });
  });

  it('are complete when the lifecycle says so', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    const isComplete = () => run.world.sequences.get('listing', 'thing', 'x')?.complete;
    await run.deliver(thing('started', 0));
    expect(isComplete()).toBe(false);
    await run.deliver(thing('completed', 1));
    expect(isComplete()).toBe(true);
    await run.deliver(thing('held', 5));
    expect(isComplete()).toBe(false);
    await run.settle();
    expect(isComplete()).toBe(false);
  });
});

describe('an event that comes too early', () => {
  it('is parked, and applied as soon as its predecessor is there', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await deliverAll(run, [thing('a', 0), thing('c', 2)]);
    expect(outcomesOf(run, [thing('c', 2)])).toEqual({ c2: 'parked' });
    expect(run.state('x')).toEqual({ seen: ['a0'] });

    await run.deliver(thing('b', 1));

    expect(outcomesOf(run, [thing('b', 1), thing('c', 2)])).toEqual({ b1: 'applied', c2: 'applied' });
    expect(run.state('x')).toEqual({ seen: ['a0', 'b1', 'c2'] });
    expect(run.world.parkedEvents.kept.size).toBe(0);
  });

  it('is applied with a gap when its window has passed', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await deliverAll(run, [thing('a', 0), thing('c', 2)]);
    await run.pass(59);
    expect(run.outcome(thing('c', 2))).toBe('parked');
    await run.pass(61);
    expect(run.outcome(thing('c', 2))).toBe('gap');
    expect(run.state('x')).toEqual({ seen: ['a0', 'gap:c2'] });
  });

  it('does not wait for longer than its own window, whatever waits before it', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await run.deliver(thing('d', 9));
    await run.pass(50);
    await run.deliver(thing('c', 8));
    await run.pass(60);
    expect(run.state('x')).toEqual({ seen: ['gap:c8', 'd9'] });
  });

  it('is followed by what waited behind it, although that was due later', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await run.deliver(thing('c', 2));
    await run.pass(30);
    await run.deliver(thing('d', 3));
    await run.pass(60);
    expect(run.state('x')).toEqual({ seen: ['gap:c2', 'd3'] });
  });
});

describe('a window', () => {
  it('is not used up by a pause, when the predecessor stands in the queue already', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await run.deliver(thing('b', 1));
    run.isPaused = true;
    await run.pass(30);
    await run.send(thing('a', 0));
    // The schedule goes on sending hints that wait behind it.
    await run.pass(3600);
    await run.send(thing('c', 2));

    run.isPaused = false;
    await run.work();

    expect(run.state('x')).toEqual({ seen: ['a0', 'b1', 'c2'] });
    expect(outcomesOf(run, [thing('b', 1)])).toEqual({ b1: 'applied' });
  });

  it('is not used up by a backlog, for events that were sent out of order in it', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    for (const event of [thing('started', 0), thing('completed', 9), thing('held', 5)]) await run.send(event);
    await run.pass(3600);
    await run.work();
    expect(run.state('x')).toEqual({ seen: ['started0', 'held5', 'completed9'] });
  });

  it('has passed for what was sent later, however soon that is processed', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    run.isPaused = true;
    await run.send(thing('b', 1));
    await run.pass(60);
    await run.send(thing('d', 9));
    await run.work();
    expect(outcomesOf(run, [thing('b', 1), thing('d', 9)])).toEqual({ b1: 'gap', d9: 'parked' });
  });
});

describe('an event that belongs before others', () => {
  it('is put in its place within their window', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    await deliverAll(run, [thing('started', 0), thing('completed', 9)]);
    await run.pass(59);
    await run.deliver(thing('answered', 5));
    expect(run.state('x')).toEqual({ seen: ['started0', 'answered5', 'completed9'] });
    expect(run.outcome(thing('answered', 5))).toBe('applied');
    expect(run.world.metrics.counts).toMatchObject({ EventResequenced: 1 });
  });

  it('is late when that has passed', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    await deliverAll(run, [thing('started', 0), thing('completed', 9)]);
    await run.pass(60);
    await run.deliver(thing('answered', 5));
    expect(run.state('x')).toEqual({ seen: ['started0', 'completed9'] });
    expect(run.outcome(thing('answered', 5))).toBe('late');
  });

  it('is late at once where the lifecycle leaves no room for it', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await deliverAll(run, [thing('a', 0), thing('b', 2), thing('c', 1)]);
    expect(run.outcome(thing('c', 1))).toBe('late');
  });

  it('is late when it is the start that comes after the window', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await run.deliver(thing('b', 1));
    await run.settle();
    await run.deliver(thing('a', 0));
    expect(outcomesOf(run, [thing('a', 0), thing('b', 1)])).toEqual({ a0: 'late', b1: 'gap' });
    expect(run.state('x')).toEqual({ seen: ['gap:b1'] });
  });

  it('waits there for its own predecessor, while what follows stays applied', async () => {
    const lifecycle = { ...call, next: { ...call.next, started: ['held', 'completed'] } };
    const run = new ModuleRun(listingModule(lifecycle), { startsAt });
    await deliverAll(run, [thing('started', 0), thing('completed', 9), thing('resumed', 5)]);
    expect(run.state('x')).toEqual({ seen: ['started0', 'completed9'] });
    expect(run.outcome(thing('resumed', 5))).toBe('parked');

    await run.deliver(thing('held', 3));

    expect(run.state('x')).toEqual({ seen: ['started0', 'held3', 'resumed5', 'completed9'] });
    expect(run.outcome(thing('resumed', 5))).toBe('applied');
  });

  it('is not forgotten there when its predecessor never comes', async () => {
    const lifecycle = { ...call, next: { ...call.next, started: ['held', 'completed'] } };
    const run = new ModuleRun(listingModule(lifecycle), { startsAt });
    await deliverAll(run, [thing('started', 0), thing('completed', 9), thing('resumed', 5)]);
    await run.settle();
    expect(run.state('x')).toEqual({ seen: ['started0', 'gap:resumed5', 'completed9'] });
    expect(run.outcome(thing('resumed', 5))).toBe('gap');
  });
});

describe('an event that is late', () => {
  const afterwards = async (late: Parameters<typeof listingModule>[1]) => {
    const run = new ModuleRun(listingModule(call, late), { startsAt });
    await deliverAll(run, [thing('started', 0), thing('answered', 5)]);
    await run.pass(60);
    // This one is still open when the late one comes.
    await run.deliver(thing('completed', 9));
    await run.deliver(thing('held', 1));
    return run;
  };

  it('changes nothing by itself', async () => {
    const run = await afterwards({});
    expect(run.state('x')).toEqual({ seen: ['started0', 'answered5', 'completed9'] });
    expect(run.outcome(thing('held', 1))).toBe('late');
  });

  it('is applied behind what is settled if the module wants it', async () => {
    const run = await afterwards({ late: 'apply' });
    expect(run.state('x')).toEqual({ seen: ['started0', 'answered5', 'late:held1', 'completed9'] });
    expect(run.outcome(thing('held', 1))).toBe('late');
  });

  it('is handed to the module’s own rule if it has one', async () => {
    const run = await afterwards({
      late: (state, { id }) => ({ seen: [`corrected by ${id}`, ...(state?.seen ?? [])] }),
    });
    expect(run.state('x')).toEqual({ seen: ['corrected by held1', 'started0', 'answered5', 'completed9'] });
  });

  it('is applied once, however often and however much later it comes again', async () => {
    const run = await afterwards({ late: 'apply' });
    await run.deliver(thing('held', 1));
    await deliverAll(run, [thing('dispositioned', 20)]);
    await run.pass(86_400);
    await run.deliver(thing('held', 1));
    await run.deliver(thing('started', 0));
    const { seen } = { seen: [], ...run.state('x') };
    expect(seen).toEqual(['started0', 'answered5', 'late:held1', 'completed9', 'dispositioned20']);
    expect(run.world.metrics.counts).toMatchObject({ EventLate: 1, EventReplayed: 3 });
  });
});

describe('odd times', () => {
  it('of 1970 make an event late, and harm no other', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    const old = thing('answered', 0, { id: 'old', timestamp: '1970-01-01T00:00:00Z' });
    await deliverAll(run, [thing('started', 0), old, thing('answered', 1)]);
    await run.settle();
    expect(run.state('x')).toEqual({ seen: ['started0', 'answered1'] });
    expect(run.outcome(old)).toBe('late');
  });

  it('of 2099 count as the time of receipt, so that later events are not late', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    const far = thing('answered', 1, {
      id: 'far',
      timestamp: '2099-01-01T00:00:00Z',
      receivedAt: '2023-10-27T14:00:01Z',
    });
    await deliverAll(run, [thing('started', 0), far, thing('completed', 2)]);
    expect(run.state('x')).toEqual({ seen: ['started0', 'far', 'completed2'] });
  });

  it('with any offset and precision are put in order to the nanosecond', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    const times = [
      ['started', '2023-10-27T16:00:00+02:00'],
      ['held', '2023-10-27T14:00:00.000000001Z'],
      ['resumed', '2023-10-27T09:00:00.00000001-05:00'],
      ['answered', '2023-10-27T14:00:00.1Z'],
      ['completed', '2023-10-27T14:00:00.100000001Z'],
    ] as const;
    const events = times.map(([type, timestamp]) => thing(type, 0, { id: type, timestamp }));
    await deliverAll(run, events.toReversed());
    expect(run.state('x')).toEqual({ seen: times.map(([type]) => type) });
  });

  it('that are equal leave the order to the types, then to the ids', async () => {
    const run = new ModuleRun(listingModule(call), { startsAt });
    const events = [
      thing('started', 0),
      thing('answered', 1, { id: 'a' }),
      thing('answered', 1, { id: 'b' }),
      thing('completed', 1, { id: '0' }),
    ];
    await deliverAll(run, events.toReversed());
    expect(run.state('x')).toEqual({ seen: ['started0', 'a', 'b', '0'] });
  });
});

describe('entities', () => {
  it('do not know of each other', async () => {
    const run = new ModuleRun(listingModule(chain), { startsAt });
    await deliverAll(run, [
      thing('a', 0),
      thing('b', 1, { id: 'other', data: { thing: 'y' } }),
      thing('c', 2),
    ]);
    await run.settle();
    expect(run.state('x')).toEqual({ seen: ['a0', 'gap:c2'] });
    expect(run.state('y')).toEqual({ seen: ['gap:other'] });
  });
});
