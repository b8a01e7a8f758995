import { EffectInProgressError } from '../../../lambdas/processor/errors';
import type { ModuleContext, ModuleEvent } from '../../../lambdas/processor/feature-module';
import { deliver, ModuleRun } from '../../module-kit';
import { call, chain, type Listing, listingModule, startsAt, thing } from './listing-module';

interface Reaction {
  readonly id: string;
  readonly seen: readonly string[];
  readonly key: string;
  readonly gap: boolean;
  readonly late: boolean;
}

/** Notes what `react` is called with; fails for some events so many times. */
const reacting = (failures: Record<string, number> = {}, late: 'ignore' | 'apply' = 'ignore') => {
  const reactions: Reaction[] = [];
  const left = { ...failures };
  const react = async ({ id }: ModuleEvent, { seen }: Listing, context: ModuleContext): Promise<void> => {
    if ((left[id] ?? 0) > 0) {
      left[id] = (left[id] ?? 0) - 1;
      throw new Error('The CRM does not answer.');
    }
    reactions.push({ id, seen, key: context.idempotencyKey, gap: context.gap, late: context.late });
  };
  return { reactions, react, late };
};

describe('the effects of a module', () => {
  it('run once for each event, in the order of the events, with the state after each', async () => {
    const { reactions, react } = reacting();
    const run = new ModuleRun(listingModule(chain, { react }), { startsAt });
    for (const event of [thing('c', 2), thing('a', 0), thing('b', 1)]) await run.deliver(event);
    expect(reactions).toEqual([
      { id: 'a0', seen: ['a0'], key: 'listing/genesys/a0', gap: false, late: false },
      { id: 'b1', seen: ['a0', 'b1'], key: 'listing/genesys/b1', gap: false, late: false },
      { id: 'c2', seen: ['a0', 'b1', 'c2'], key: 'listing/genesys/c2', gap: false, late: false },
    ]);
  });

  it('do not run again for events that one is put before', async () => {
    const { reactions, react } = reacting();
    const run = new ModuleRun(listingModule(call, { react }), { startsAt });
    for (const event of [thing('started', 0), thing('completed', 9), thing('held', 5)]) {
      await run.deliver(event);
    }
    expect(reactions.map(({ id, seen }) => [id, seen.length])).toEqual([
      ['started0', 1],
      ['completed9', 2],
      ['held5', 2],
    ]);
  });

  it('know of a gap, and of an event that is applied late', async () => {
    const { reactions, react } = reacting();
    const run = new ModuleRun(listingModule(chain, { react, late: 'apply' }), { startsAt });
    await run.deliver(thing('b', 1));
    await run.settle();
    await run.deliver(thing('a', 0));
    expect(reactions).toMatchObject([
      { id: 'b1', gap: true, late: false },
      { id: 'a0', late: true },
    ]);
  });

  it('do not run for a late event that changes nothing', async () => {
    const { reactions, react } = reacting();
    const run = new ModuleRun(listingModule(chain, { react }), { startsAt });
    await run.deliver(thing('b', 1));
    await run.settle();
    await run.deliver(thing('a', 0));
    expect(reactions.map(({ id }) => id)).toEqual(['b1']);
  });

  it('keep an event from being committed when they fail, until they succeed', async () => {
    const { reactions, react } = reacting({ b1: 2 });
    const run = new ModuleRun(listingModule(chain, { react }), { startsAt });
    await run.deliver(thing('a', 0));
    await run.deliver(thing('b', 1));
    expect(reactions.map(({ id }) => id)).toEqual(['a0', 'b1']);
    expect(run.state('x')).toEqual({ seen: ['a0', 'b1'] });
    expect(run.world.metrics.counts).toMatchObject({ EventFailed: 2, EventApplied: 2 });
  });

  it('leave what was applied before a failing one committed', async () => {
    const { reactions, react } = reacting({ b1: 1 });
    const run = new ModuleRun(listingModule(chain, { react }), { startsAt });
    await run.deliver(thing('b', 1));
    await run.deliver(thing('a', 0));
    expect(run.state('x')).toEqual({ seen: ['a0'] });
    await run.settle();
    expect(run.state('x')).toEqual({ seen: ['a0', 'b1'] });
    expect(reactions.map(({ id }) => id)).toEqual(['a0', 'b1']);
  });

  it('cannot change what is committed', async () => {
    const module = listingModule(chain, {
      react: async (_, state) => {
        Object.assign(state, { seen: ['changed'] });
      },
    });
    const run = new ModuleRun(module, { startsAt });
    await run.deliver(thing('a', 0));
    expect(run.state('x')).toEqual({ seen: ['a0'] });
  });

  it('that are in progress elsewhere are waited for, and not counted against the event', async () => {
    let tries = 0;
    const react = async (): Promise<void> => {
      tries += 1;
      if (tries <= 5) throw new EffectInProgressError('elsewhere');
    };
    const run = new ModuleRun(listingModule(chain, { react }), { startsAt });
    await run.deliver(thing('a', 0));
    expect(run.outcome(thing('a', 0))).toBe('applied');
    expect(run.world.claims.claims.get('genesys#a0')?.failures).toEqual({});
  });

  it('stop when the time is up; the next release goes on', async () => {
    const { reactions, react } = reacting();
    let remaining = 10_000;
    const module = listingModule(chain, {
      react: async (event, state, context) => {
        await react(event, state, context);
        remaining -= 6000;
      },
    });
    const run = new ModuleRun(module, { startsAt, remainingMs: () => remaining });
    await run.deliver(thing('c', 2));
    await run.deliver(thing('b', 1));
    await run.deliver(thing('a', 0));
    expect(reactions.map(({ id }) => id)).toEqual(['a0', 'b1']);
    expect(run.state('x')).toEqual({ seen: ['a0', 'b1'] });

    remaining = 10_000;
    await run.release();
    expect(run.state('x')).toEqual({ seen: ['a0', 'b1', 'c2'] });
  });
});

describe('context.once', () => {
  const paying = () => {
    const payments: string[] = [];
    const answers: unknown[] = [];
    const module = listingModule(chain, {
      react: async ({ id }, _, context) => {
        answers.push(
          await context.once('pay', async () => {
            payments.push(id);
            return { receipt: payments.length };
          }),
        );
        if (answers.length === 1) throw new Error('died right behind it');
      },
    });
    return { payments, answers, module };
  };

  it('runs an effect once for an event, and gives its result again', async () => {
    const { payments, answers, module } = paying();
    const run = new ModuleRun(module, { startsAt });
    await run.deliver(thing('a', 0));
    await run.deliver(thing('b', 1));
    expect(payments).toEqual(['a0', 'b1']);
    expect(answers).toEqual([{ receipt: 1 }, { receipt: 1 }, { receipt: 2 }]);
  });

  it('comes to the same effects wherever the function dies', async () => {
    const module = listingModule(chain, {
      react: async ({ type }, _, context) => {
        if (type === 'c') await context.once('put-activity', async () => null);
      },
    });
    const events = ['a', 'b', 'c', 'd'].map((eventType, second) => ({
      eventType,
      timestamp: `2023-10-27T14:00:0${second}Z`,
      data: { thing: 'x' },
    }));
    const { effects } = await deliver(events).to(module).withCrashes();
    expect(effects).toEqual(['listing/genesys/c%202023-10-27T14%3A00%3A02Z/put-activity']);
  });
});
