import { maxUnfinishedTries, suspectReceiveCount } from '../../lambdas/contract/limits';
import type { IndependentManifest } from '../../lambdas/contract/module-manifest';
import { RetryableError } from '../../lambdas/core/failure/errors';
import type { IndependentModule, ModuleEvent } from '../../lambdas/processor/feature-module';
import { ProcessorDiedError } from '../../lambdas/processor/errors';
import { whileWatched } from '../../lambdas/processor/suspects';
import { moduleEvent, ModuleRun } from '../module-kit';
import { FunctionDied } from '../module-kit/mortal-ports';
import { recordOf } from '../module-kit/queued-message';
import { instant } from '../instant';
import { handlerOf, processorWorld } from './processor-world';
import { chain, type Listing, listingModule, startsAt, thing } from './sequence/listing-module';

const t0 = Date.UTC(2023, 9, 27, 15);

const manifest: IndependentManifest = {
  name: 'any',
  description: 'Handles events.',
  policy: 'none',
  types: ['call.ended'],
};

const endedCall = (id: string): ModuleEvent =>
  moduleEvent({ id, eventType: 'call.ended', timestamp: '2023-10-27T14:59:00Z' });

const never = (): Promise<never> => new Promise(() => undefined);
/** Lets everything run that waits for nothing outside. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A process that dies with some events: its handler does not come back, and neither does the response. */
const mortalFixture = async (ids: readonly string[], deadly: readonly string[] = []) => {
  const world = processorWorld({ now: () => t0 });
  const time = instant('2023-10-27T14:59:00Z');
  const times = { time, receivedTime: time, orderTime: time, expiresAtSeconds: t0 };
  for (const eventId of ids) {
    const claim = { source: 'genesys', eventId, eventType: 'call.ended', bodyHash: '', outcomes: {} };
    await world.claims.claim({ ...claim, ...times }, 0);
  }
  const events: string[] = [];
  const module: IndependentModule = {
    manifest,
    handle: async ({ id }) => {
      events.push(`${id} begins`);
      await Promise.resolve();
      if (deadly.includes(id)) await never();
      events.push(`${id} ends`);
    },
  };
  const recordFor = (id: string, receiveCount: number) => {
    const body = JSON.stringify(endedCall(id));
    return recordOf({ messageId: id, groupId: id, deduplicationId: id, body, sentMs: t0 }, receiveCount);
  };
  return {
    ...world,
    module,
    events,
    begunOf: (id: string) => world.claims.claims.get(`genesys#${id}`)?.begun['any'] ?? 0,
    outcomeOf: (id: string) => world.claims.claims.get(`genesys#${id}`)?.outcomes['any']?.outcome,
    /** @returns the response; `undefined` when the process died with the batch */
    deliver: async (...deliveries: readonly (readonly [id: string, receiveCount: number])[]) => {
      // Each process remembers nothing of the ones before, whatever `once` keeps.
      const { once, ...rest } = processorWorld({ now: () => t0 });
      const handle = handlerOf(module, { ...rest, ...pick(world), once });
      const Records = deliveries.map(([id, receiveCount]) => recordFor(id, receiveCount));
      const response = handle({ Records }, { getRemainingTimeInMillis: () => 10_000 });
      await quiet();
      return Promise.race([response, Promise.resolve(undefined)]);
    },
  };
};

/** What outlives a process. */
const pick = ({ claims, deadLetters, log, metrics, visibility }: ReturnType<typeof processorWorld>) => ({
  outcomes: claims,
  failures: claims,
  deadLetters,
  log,
  metrics,
  visibility,
});

describe('a message that was delivered often', () => {
  it.each([1, suspectReceiveCount - 1])('is no suspect yet the time no. %d', async (receiveCount) => {
    const { deliver, begunOf } = await mortalFixture(['e'], ['e']);
    await deliver(['e', receiveCount]);
    expect(begunOf('e')).toBe(0);
  });

  it('is a suspect from the fourth time on: that it is begun is noted beforehand', async () => {
    const { deliver, begunOf } = await mortalFixture(['e'], ['e']);
    expect(await deliver(['e', 4])).toBeUndefined();
    expect(begunOf('e')).toBe(1);
    await deliver(['e', 5]);
    expect(begunOf('e')).toBe(2);
  });

  it('is none any more when it has ended, well or not', async () => {
    const { deliver, begunOf, outcomeOf } = await mortalFixture(['e']);
    await deliver(['e', 4]);
    expect(begunOf('e')).toBe(0);
    expect(outcomeOf('e')).toBe('applied');
  });

  it('is worked on when all that is no suspect is done, and alone', async () => {
    const { deliver, events } = await mortalFixture(['s1', 'c1', 's2', 'c2']);
    await deliver(['s1', 4], ['c1', 1], ['s2', 9], ['c2', 3]);
    expect(events).toEqual([
      'c1 begins',
      'c2 begins',
      'c1 ends',
      'c2 ends',
      's1 begins',
      's1 ends',
      's2 begins',
      's2 ends',
    ]);
  });

  it('is given up when it was begun five times and never ended, and its neighbours are not', async () => {
    const { deliver, deadLetters, outcomeOf, begunOf } = await mortalFixture(['deadly', 'near'], ['deadly']);
    for (let count = 1; count < suspectReceiveCount + maxUnfinishedTries; count += 1) {
      expect(await deliver(['near', count], ['deadly', count])).toBeUndefined();
    }
    expect(deadLetters.letters).toEqual([]);
    expect(begunOf('deadly')).toBe(maxUnfinishedTries);
    expect(begunOf('near')).toBe(0);
    expect(outcomeOf('near')).toBe('applied');

    expect(await deliver(['near', 9], ['deadly', 9])).toEqual({ batchItemFailures: [] });
    expect(deadLetters.letters).toMatchObject([
      { cause: 'PROCESSOR_DIED', errorName: 'ProcessorDiedError', event: { id: 'deadly' } },
    ]);
    expect(outcomeOf('deadly')).toBe('dead-lettered');
  });

  it('has as many tries again when it comes back from the DLQ', async () => {
    const { deliver, deadLetters, begunOf } = await mortalFixture(['deadly'], ['deadly']);
    for (let count = 4; count <= 9; count += 1) await deliver(['deadly', count]);
    expect(deadLetters.letters).toHaveLength(1);
    expect(begunOf('deadly')).toBe(0);
    expect(await deliver(['deadly', 4])).toBeUndefined();
    expect(begunOf('deadly')).toBe(1);
  });

  it('behind a deadly one is never begun while that kills the process', async () => {
    const { deliver, begunOf, deadLetters, outcomeOf } = await mortalFixture(['deadly', 'next'], ['deadly']);
    for (let count = 4; count <= 8; count += 1) await deliver(['deadly', count], ['next', count]);
    expect(begunOf('next')).toBe(0);
    await deliver(['deadly', 9], ['next', 9]);
    expect(outcomeOf('next')).toBe('applied');
    expect(deadLetters.letters.map(({ event }) => event?.id)).toEqual(['deadly']);
  });
});

describe('watching an event', () => {
  const event = { source: 'genesys', eventId: 'e', module: 'any' };
  const watched = (begun: number | undefined, calls: string[] = []) => ({
    event,
    failures: {
      note: async () => undefined,
      begin: async () => {
        calls.push('begin');
        return begun;
      },
      end: async () => {
        calls.push('end');
      },
    },
  });

  it('costs nothing as long as it is no suspect', async () => {
    const calls: string[] = [];
    expect(await whileWatched(false, watched(9, calls), async () => 'done')).toBe('done');
    expect(calls).toEqual([]);
  });

  it('notes the end of a work that failed, and leaves its failure as it was', async () => {
    const calls: string[] = [];
    const error = new RetryableError('x');
    const work = async (): Promise<never> => {
      calls.push('work');
      throw error;
    };
    await expect(whileWatched(true, watched(5, calls), work)).rejects.toBe(error);
    expect(calls).toEqual(['begin', 'work', 'end']);
  });

  it('lets the work go on five times without an end, and not a sixth time', async () => {
    const work = async (): Promise<string> => 'done';
    expect(await whileWatched(true, watched(5), work)).toBe('done');
    await expect(whileWatched(true, watched(6), work)).rejects.toBeInstanceOf(ProcessorDiedError);
    await expect(whileWatched(true, watched(6), work)).rejects.toThrow('died 5 times');
  });

  it('cannot tell anything without a claim, and lets the work go on', async () => {
    expect(await whileWatched(true, watched(undefined), async () => 'done')).toBe('done');
  });

  it('does not begin what it cannot note', async () => {
    let isBegun = false;
    const parts = watched(1);
    const failures = { ...parts.failures, begin: () => Promise.reject(new Error('throttled')) };
    const work = async (): Promise<void> => {
      isBegun = true;
    };
    await expect(whileWatched(true, { event, failures }, work)).rejects.toThrow('throttled');
    expect(isBegun).toBe(false);
  });
});

describe('an event that kills its processor', () => {
  /** A module with which the function dies at some events, in `apply` or in its effect. */
  const deadlyRun = (deadly: string, where: 'apply' | 'react') => {
    const holder: { run?: ModuleRun } = {};
    const die = (id: string): void => {
      if (id !== deadly || !holder.run) return;
      holder.run.mortality.isDead = true;
      throw new FunctionDied();
    };
    const module = listingModule(chain, {
      apply: (state: Listing | undefined, { id }: ModuleEvent) => {
        if (where === 'apply') die(id);
        return { seen: [...(state?.seen ?? []), id] };
      },
      react: async ({ id }) => {
        if (where === 'react') die(id);
      },
    });
    holder.run = new ModuleRun(module, { startsAt });
    return holder.run;
  };

  it.each(['apply', 'react'] as const)(
    'in `%s` is found out, and what stands around it is applied',
    async (where) => {
      const run = deadlyRun('b1', where);
      for (const event of [thing('a', 0), thing('b', 1), thing('c', 2)]) await run.deliver(event);
      await run.settle();
      expect(run.state('x')).toEqual({ seen: ['a0', 'c2'] });
      expect(run.world.deadLetters.letters).toMatchObject([{ cause: 'PROCESSOR_DIED', event: { id: 'b1' } }]);
    },
  );

  it.each(['apply', 'react'] as const)(
    'in `%s` while it is parked is found out, and not the event that releases it',
    async (where) => {
      const run = deadlyRun('b1', where);
      for (const event of [thing('c', 2), thing('b', 1), thing('a', 0)]) await run.deliver(event);
      await run.settle();
      expect(run.state('x')).toEqual({ seen: ['a0', 'c2'] });
      expect(run.outcome(thing('a', 0))).toBe('applied');
      expect(run.outcome(thing('b', 1))).toBe('dead-lettered');
      expect(run.outcome(thing('c', 2))).toBe('gap');
      expect(run.world.deadLetters.letters).toMatchObject([{ cause: 'PROCESSOR_DIED', event: { id: 'b1' } }]);
    },
  );

  it.each(['apply', 'react'] as const)(
    'in `%s` when its window is over is found out by the release, which is no event',
    async (where) => {
      const run = deadlyRun('b1', where);
      await run.deliver(thing('b', 1));
      await run.deliver(thing('c', 2));
      await run.settle();
      expect(run.state('x')).toEqual({ seen: ['c2'] });
      expect(run.world.deadLetters.letters.map(({ event }) => event?.id)).toEqual(['b1']);
    },
  );
});
