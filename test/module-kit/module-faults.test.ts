import type { LatestModule, ModuleEvent, SequenceModule } from '../../lambdas/processor/feature-module';
import { call, type Listing, listingModule } from '../processor/sequence/listing-module';
import { deliver, moduleEvent, ModuleRun } from '.';

const at = (second: number): string => `2023-10-27T14:00:0${second}Z`;
const sketch = (eventType: string, second: number) => ({
  eventType,
  timestamp: at(second),
  id: `${eventType}${second}`,
  data: { thing: 'x' },
});
const events = [sketch('started', 0), sketch('held', 1), sketch('completed', 2)];
const twoStates = /^Module listing: apply gave two different states for the same event; .* no clock/;

type Changes = Partial<Omit<SequenceModule<Listing>, 'manifest'>>;
const listing = (changes: Changes) => listingModule(call, changes);
const listed = (state: Listing | undefined, what: string): Listing => ({
  seen: [...(state?.seen ?? []), what],
});

describe('what a module throws', () => {
  const choking = (onId: string) =>
    listing({
      apply: (state, { id }) => {
        if (id === onId) throw new RangeError('no such agent');
        return listed(state, id);
      },
    });

  it('ends the delivery, with the event and the cause', async () => {
    const delivery = deliver(events).to(choking('held1'));
    for (const delivered of [delivery.inOrder(), delivery.inAnyOrder(), delivery.withCrashes()]) {
      await expect(delivered).rejects.toMatchObject({
        message: 'Module listing: the event held1 went to the DLQ: no such agent',
        cause: expect.any(RangeError),
      });
    }
  });

  it('ends it when an effect throws it, too', async () => {
    const module = listing({
      react: async () => {
        throw new Error('no answer');
      },
    });
    await expect(deliver(events).to(module).inOrder()).rejects.toThrow(
      'Module listing: the event started0 went to the DLQ: no answer',
    );
  });

  it('ends it when the state cannot be stored', async () => {
    const module = listing({ apply: () => ({ seen: [], since: NaN }) });
    await expect(deliver(events).to(module).inOrder()).rejects.toThrow(
      'the event started0 went to the DLQ: The state that module listing gave has a number that is none',
    );
  });

  it('is told of the event that is to blame, though another was applied again behind it', async () => {
    const module = listing({
      apply: (state, { id }) => {
        if (id === 'completed2' && state?.seen.includes('held1')) throw new RangeError('ended on hold');
        return listed(state, id);
      },
    });
    const disordered = [sketch('started', 0), sketch('completed', 2), sketch('held', 1)];
    await expect(deliver(disordered).to(module).inOrder()).rejects.toThrow(
      'Module listing: the event held1 went to the DLQ: ended on hold',
    );
  });

  it('is let be by a test that expects dead letters, and can be looked at', async () => {
    const { outcomes, run } = await deliver(events)
      .to(choking('held1'), { allowDeadLetters: true })
      .inOrder();
    expect(outcomes).toEqual({ started0: 'applied', held1: 'dead-lettered', completed2: 'applied' });
    expect([...run.errors.keys()]).toEqual(['held1']);
    expect(run.errors.get('held1')).toEqual(Array.from({ length: 3 }, () => new RangeError('no such agent')));
  });

  it('is not the death of the function', async () => {
    const module = listing({
      react: async (_, __, context) => {
        await context.once('pay', async () => null);
      },
    });
    for (let atCall = 1; atCall <= 6; atCall += 1) {
      const run = new ModuleRun(module, { startsAt: at(0), death: { atCall, effect: 'lost' } });
      await run.deliver(moduleEvent(sketch('started', 0)));
      expect(run.errors).toEqual(new Map());
    }
  });

  it('can be looked at in a run, also when a later attempt succeeded', async () => {
    let attempts = 0;
    const module = listing({
      react: async () => {
        attempts += 1;
        if (attempts < 3) throw new Error(`attempt ${attempts}`);
      },
    });
    const run = new ModuleRun(module, { startsAt: at(0) });
    await run.deliver(moduleEvent(sketch('started', 0)));
    expect(run.errors).toEqual(new Map([['started0', [new Error('attempt 1'), new Error('attempt 2')]]]));
    expect(run.deadLetterErrors).toEqual([]);
  });
});

describe('a module that is not pure', () => {
  const now = (): string => new Date().toISOString();
  it.each<[string, Changes['apply']]>([
    ['the clock', (state) => listed(state, now())],
    ['only the second', (state) => listed(state, String(new Date().getSeconds()))],
    ['the clock, called as a function', (state) => listed(state, Date())],
    [
      'how long ago the event was',
      (state, { time }) => listed(state, Date.now() - Date.parse(time) < 3_600_000 ? 'new' : 'old'),
    ],
  ])('is found when apply uses %s', async (_, apply) => {
    const module = listing(apply ? { apply } : {});
    await expect(deliver(events).to(module).inOrder()).rejects.toThrow(twoStates);
  });

  it('is found when apply uses chance, however it turns out', async () => {
    const module = listing({ apply: (state) => listed(state, Math.random() < 0.5 ? 'heads' : 'tails') });
    for (let times = 0; times < 20; times += 1) {
      await expect(deliver(events.slice(0, 1)).to(module).inOrder()).rejects.toThrow(twoStates);
    }
  });

  it('is found when it throws at some times only', async () => {
    const module = listing({
      apply: (state, { id, time }) => {
        if (Date.now() - Date.parse(time) < 1000) throw new Error('too new');
        return listed(state, id);
      },
    });
    await expect(deliver(events).to(module).inOrder()).rejects.toThrow(twoStates);
  });

  it('is not suspected for what it does with the times of events', async () => {
    const module = listing({
      apply: (state, { time }) => listed(state, new Date(Date.parse(time)).toISOString()),
    });
    const { states } = await deliver(events).to(module).inOrder();
    expect(states).toEqual({ x: { seen: events.map(({ timestamp }) => timestamp.replace('Z', '.000Z')) } });
  });

  it('leaves the clock and chance as they were', async () => {
    const [usualDate, usualRandom] = [Date, Math.random];
    await deliver(events).to(listing({})).inOrder();
    expect(Date).toBe(usualDate);
    expect(Math.random).toBe(usualRandom);
  });

  it('is found when its snapshots use the clock', async () => {
    const module: LatestModule = {
      manifest: {
        name: 'presence',
        description: 'Knows where agents are.',
        policy: 'latest',
        types: ['started', 'held', 'completed'],
        entity: { type: 'thing', idFrom: ['data.thing'] },
      },
      apply: ({ type }) => ({ type, at: Math.floor(Date.now() / 1000) }),
    };
    await expect(deliver(events).to(module).inOrder()).rejects.toThrow(/presence: apply gave two different/);
  });

  it('is found when its rule for late events uses the clock, or changes the state', async () => {
    // `started` is settled at once, as nothing can come before it.
    const disordered = [sketch('started', 5), sketch('started', 0)];
    const clocked = listing({ late: (state) => listed(state, now()) });
    await expect(deliver(disordered).to(clocked).inOrder()).rejects.toThrow(/late gave two different states/);

    const changing = listing({
      late: (state) => Object.assign(state ?? { seen: [] }, { seen: [] }),
    });
    await expect(deliver(disordered).to(changing).inOrder()).rejects.toThrow(/late changes the state/);
  });

  it('is found when it remembers events outside of its state', async () => {
    const methods = ['inOrder', 'inAnyOrder', 'withDuplicates', 'withCrashes'] as const;
    for (const method of methods) {
      const seen = new Set<string>();
      const module = listing({
        apply: (_, { id }: ModuleEvent) => ({ seen: [...seen.add(id)].toSorted() }),
      });
      await expect(deliver(events).to(module)[method]()).rejects.toThrow(twoStates);
    }
  });
});
