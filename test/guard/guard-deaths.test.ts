import fc from 'fast-check';
import {
  billing,
  calling,
  crmSync,
  type GuardFixture,
  guardFixture,
  minuteMs,
  openBreaker,
  processorOf,
} from './guard-fixture';
import { mishaps, withCallsAround, withMishap } from './stopping-ports';

const modules = [crmSync, billing];

/** Two modules that call the crm and have messages waiting. */
const worldOf = (up: readonly string[]) => {
  const guard = guardFixture(modules);
  const made: string[] = [];
  guard.functions.react = processorOf(guard, { up, made });
  for (let message = 0; message < 8; message += 1) {
    guard.queues.add(crmSync.queueUrl, `a-${message}`, calling('crm'));
    guard.queues.add(billing.queueUrl, `b-${message}`, calling('crm'));
  }
  return { guard, made };
};

/** Where an outage stands when the guard dies. */
const moments: readonly (readonly [string, (guard: GuardFixture) => void])[] = [
  ['a breaker has opened', (guard) => guard.setBreaker('crm', openBreaker)],
  [
    'the dependency is to be tried',
    (guard) => {
      guard.setBreaker('crm', openBreaker);
      for (const module of modules) guard.paused(module);
      guard.clock.nowMs += 30_000;
    },
  ],
  [
    'the breaker has closed',
    (guard) => {
      for (const module of modules) guard.paused(module);
    },
  ],
];

/** More calls than a run of the guard makes here. */
const mostCalls = 30;

const runMinutes = async (guard: GuardFixture, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    guard.clock.nowMs += minuteMs;
    await guard.run();
  }
};

describe.each(moments)('a guard that dies, or whose call fails, when %s', (_, arrange) => {
  it.each(mishaps)('leaves nothing that the next runs do not heal: %s', async (mishap) => {
    let hits = 0;
    for (let at = 0; at < mostCalls; at += 1) {
      const { guard } = worldOf(['crm']);
      arrange(guard);
      const { around, hit } = withMishap({ at, mishap });
      const run = guard.run(undefined, withCallsAround(guard, around)).catch(() => undefined);
      await Promise.race([run, hit.then(() => (hits += 1))]);

      await runMinutes(guard, 5);

      expect({ at, states: modules.map(guard.stateOf) }).toEqual({ at, states: ['enabled', 'enabled'] });
      expect(guard.breakerOf('crm')?.kind ?? 'closed').toBe('closed');
      expect(guard.notes.notes.size).toBe(0);
    }
    expect(hits).toBeGreaterThan(5);
    expect(hits).toBeLessThan(mostCalls);
  });

  it.each(mishaps)('does not keep a dependency that is down from being left alone: %s', async (mishap) => {
    for (let at = 0; at < mostCalls; at += 1) {
      const { guard, made } = worldOf([]);
      arrange(guard);
      guard.setBreaker('crm', { ...openBreaker, retryAtMs: guard.clock.nowMs });
      const { around, hit } = withMishap({ at, mishap });
      const run = guard.run(undefined, withCallsAround(guard, around)).catch(() => undefined);
      await Promise.race([run, hit]);

      await runMinutes(guard, 3);

      expect({ at, states: modules.map(guard.stateOf) }).toEqual({ at, states: ['disabled', 'disabled'] });
      expect([...guard.notes.notes.keys()].toSorted()).toEqual(['billing', 'crm-sync']);
      // One a minute at most, and one that may have been lost.
      expect(made.length).toBeLessThanOrEqual(4);
    }
  });
});

describe('several guards at once', () => {
  /** Three runs and what else happens meanwhile, step by step in the scheduler's order. */
  const atOnce = async (
    guard: GuardFixture,
    scheduler: fc.Scheduler,
    events: readonly (() => void)[] = [],
  ): Promise<void> => {
    const inTurn = <Result>(act: () => Result | Promise<Result>): Promise<Result> =>
      scheduler.schedule(Promise.resolve()).then(act);
    const ports = withCallsAround(guard, inTurn);
    const runs = [1, 2, 3].map(() => guard.run(undefined, ports).catch(() => undefined));
    await scheduler.waitFor(Promise.all([...runs, ...events.map(inTurn)]));
  };

  it('make one call of a dependency that is to be tried and still down', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { guard, made } = worldOf([]);
        guard.setBreaker('crm', openBreaker);
        for (const module of modules) guard.paused(module);
        guard.clock.nowMs += 30_000;

        await atOnce(guard, scheduler);

        expect(made).toEqual(['crm']);
        expect(guard.linesOf('BREAKER_PROBED')).toHaveLength(1);
        expect(modules.map(guard.stateOf)).toEqual(['disabled', 'disabled']);
      }),
      { numRuns: 100 },
    );
  });

  it('leave no module disabled without a note, in whatever order their steps happen', async () => {
    const age = fc.constantFrom(0, 10 * minuteMs);
    const isPaused = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), age, isPaused, async (scheduler, ageMs, paused) => {
        const { guard } = worldOf(['crm']);
        modules.forEach((module, index) => paused[index] && guard.paused(module, ageMs));
        const breakers = [openBreaker, { kind: 'closed' }, openBreaker, { kind: 'closed' }] as const;
        const changes = breakers.map((breaker) => () => guard.setBreaker('crm', breaker));

        await atOnce(guard, scheduler, changes);

        for (const { module, mappingId } of modules) {
          const isNoted = guard.notes.notes.has(module);
          expect(isNoted || guard.mappings.states.get(mappingId) === 'enabled').toBe(true);
        }
        await runMinutes(guard, 2);
        expect(modules.map(guard.stateOf)).toEqual(['enabled', 'enabled']);
      }),
      { numRuns: 300 },
    );
  });
});
