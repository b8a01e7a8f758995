import fc from 'fast-check';
import { mayFollow, type Lifecycle } from '../../../lambdas/contract/lifecycle';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { moduleEvent } from '../../module-kit/event';
import { ModuleRun } from '../../module-kit/module-run';
import { permutations } from '../../module-kit/permutations';
import { call, listingModule, startsAt, thing } from './listing-module';

const wholeCall = ['started', 'answered', 'held', 'resumed', 'completed', 'dispositioned'].map(
  (type, second) => thing(type, second),
);

describe('six events of a call', () => {
  it('give the same state in each of their 720 orders of arrival, and each event is applied', async () => {
    const inOrder = { seen: wholeCall.map(({ id }) => id) };
    for (const arrival of permutations(wholeCall)) {
      const run = new ModuleRun(listingModule(call), { startsAt });
      for (const event of arrival) await run.deliver(event);
      expect([arrival.map(({ id }) => id), run.state('x')]).toEqual([arrival.map(({ id }) => id), inOrder]);
      expect(wholeCall.map((event) => run.outcome(event))).toEqual(wholeCall.map(() => 'applied'));
    }
  });
});

/** Types are letters; each may be followed by some, also by itself. */
const lifecycles: fc.Arbitrary<Lifecycle> = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const types = Array.from({ length: size }, (_, index) => String.fromCodePoint(97 + index));
  const some = fc.subarray(types, { minLength: 1 });
  return fc.record({
    starts: some.map(([first = 'a', ...others]): Lifecycle['starts'] => [first, ...others]),
    next: fc.dictionary(fc.constantFrom(...types), fc.subarray(types)),
    ends: fc.constant<Lifecycle['ends']>(['a']),
  });
});

const nanosecondsApart = fc.oneof(
  fc.constantFrom(0n, 1n, 999n, 1_000_000n, 500_000_000n),
  fc.bigInt({ min: 0n, max: 5_000_000_000n }),
);

/** A way through the lifecycle, and how far each step is from the one before. */
const walks = (lifecycle: Lifecycle): fc.Arbitrary<readonly ModuleEvent[]> =>
  fc
    .array(fc.tuple(fc.nat(), nanosecondsApart), { minLength: 1, maxLength: 9 })
    .map((choices) => walk(lifecycle, choices));

const walk = (
  lifecycle: Lifecycle,
  choices: readonly (readonly [number, bigint])[],
): readonly ModuleEvent[] => {
  const { types } = listingModule(lifecycle).manifest;
  const events: ModuleEvent[] = [];
  let type: string | undefined;
  let nanoseconds = BigInt(Date.parse(startsAt)) * 1_000_000n;
  for (const [choice, apart] of choices) {
    const candidates: string[] = types.filter((one) => mayFollow(lifecycle, type, one));
    const next = candidates[choice % Math.max(1, candidates.length)];
    if (next === undefined) break;
    // Of the same time, the types have to come in the order of their ranks to be the way that was meant.
    const isInRank = type !== undefined && types.indexOf(next) > types.indexOf(type);
    nanoseconds += apart === 0n && !isInRank ? 1n : apart;
    events.push(eventAt(next, nanoseconds, events.length));
    type = next;
  }
  return events;
};

const eventAt = (eventType: string, nanoseconds: bigint, index: number): ModuleEvent => {
  const seconds = new Date(Number(nanoseconds / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  const fraction = String(nanoseconds % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const timestamp = `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`;
  return moduleEvent({ id: `${index}-${eventType}`, eventType, timestamp, data: { thing: 'x' } });
};

interface Arrival {
  readonly event: ModuleEvent;
  readonly afterSeconds: number;
}

/** The events in any order, some of them several times. */
const arrivals = (
  events: readonly ModuleEvent[],
  maxPauseSeconds: number,
): fc.Arbitrary<readonly Arrival[]> =>
  fc
    .array(fc.constantFrom(...events), { maxLength: 6 })
    .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }))
    .chain((shuffled) =>
      fc
        .array(fc.integer({ min: 0, max: maxPauseSeconds }), {
          minLength: shuffled.length,
          maxLength: shuffled.length,
        })
        .map((pauses) => shuffled.map((event, index) => ({ event, afterSeconds: pauses[index] ?? 0 }))),
    );

const scenarios = (maxPauseSeconds: number) =>
  lifecycles.chain((lifecycle) =>
    walks(lifecycle).chain((events) =>
      arrivals(events, maxPauseSeconds).map((arrival) => ({ lifecycle, events, arrival })),
    ),
  );

const play = async (run: ModuleRun, arrival: readonly Arrival[]): Promise<void> => {
  for (const { event, afterSeconds } of arrival) {
    await run.pass(afterSeconds);
    await run.deliver(event);
  }
};

describe('the events of a random lifecycle', () => {
  it('give the state that their order gives, once each, however they arrive within the window', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios(3), async ({ lifecycle, events, arrival }) => {
        const run = new ModuleRun(listingModule(lifecycle), { startsAt });
        await play(run, arrival);
        expect(run.state('x')).toEqual({ seen: events.map(({ id }) => id) });
        expect(events.map((event) => run.outcome(event))).toEqual(events.map(() => 'applied'));
        expect(run.parkedCount).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['ignore', 'apply'] as const)(
    'have one outcome each and are never lost when they arrive beyond the window (late: %s)',
    async (late) => {
      await fc.assert(
        fc.asyncProperty(scenarios(90), async ({ lifecycle, events, arrival }) => {
          const module = listingModule(lifecycle, { late });
          const run = new ModuleRun(module, { startsAt });
          await play(run, arrival);
          await run.settle();
          const outcomes = new Map(events.map((event) => [event.id, run.outcome(event)]));
          expect(['applied', 'gap', 'late']).toEqual(expect.arrayContaining([...new Set(outcomes.values())]));
          const seen = seenIn(run.state('x')).map((id) => id.replace(/^\w+:/, ''));
          const expected = events.filter(({ id }) => late === 'apply' || outcomes.get(id) !== 'late');
          expect(seen.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
          if (late === 'ignore') expect(seen).toEqual(expected.map(({ id }) => id));
        }),
        { numRuns: 500 },
      );
    },
  );
});

const seenIn = (state: unknown): readonly string[] => {
  const seen = typeof state === 'object' && state !== null && 'seen' in state ? state.seen : [];
  return Array.isArray(seen) ? seen.map(String) : [];
};
