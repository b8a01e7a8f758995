import * as fc from 'fast-check';
import { throttleSteps } from '../../lambdas/core/throttling/throttle-steps';
import { configured, settings } from './governor-fixture';
import { type Fate, GovernorWorld, type Invocation, type Minute } from './governor-world';

const steps = throttleSteps(settings);
const lastStep = steps.length - 1;

/** Now and then; else nothing. */
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const fate = fc.record<Fate>({
  atCall: fc.integer({ min: 1, max: 5 }),
  kind: fc.constantFrom('dies-before', 'dies-after', 'fails', 'reply-lost', 'late'),
});
const alarm = fc.record({
  name: fc.constantFrom(...settings.alarms),
  to: fc.constantFrom<('on' | 'off')[]>('on', 'off', 'off'),
});
const alarmRun = fc.record<Invocation>({
  alarm,
  isLost: rarely(fc.constant(true)).map(Boolean),
  offsetMs: fc.integer({ min: 0, max: 59_999 }),
  fate: fc.option(fate, { nil: undefined }),
});
const ruleRun = fc.record<Invocation>({
  isLost: rarely(fc.constant(true)).map(Boolean),
  offsetMs: fc.integer({ min: 0, max: 2000 }),
  fate: rarely(fate),
});
const byTime = (one: Invocation, other: Invocation): number => one.offsetMs - other.offsetMs;
const minute = fc.record<Minute>({
  invocations: fc
    .tuple(ruleRun, rarely(fc.array(alarmRun, { minLength: 1, maxLength: 3 })))
    .map(([rule, alarms = []]) => [rule, ...alarms].toSorted(byTime)),
  isDeployed: rarely(fc.constant(true)).map(Boolean),
});
/** Long enough to get far down and back, with anything going wrong on the way. */
const history = fc.array(minute, { maxLength: 60, size: 'max' });

/** Lives through a history, then all alarms are off or one is on, and nothing goes wrong any more. */
const worldAfter = async (
  scheduler: fc.Scheduler,
  minutes: readonly Minute[],
  end: 'on' | 'off',
): Promise<GovernorWorld> => {
  const world = new GovernorWorld(scheduler);
  for (const one of minutes) await world.pass(one);
  const off = settings.alarms.map((name) => ({ name, to: 'off' as const }));
  const last = end === 'off' ? off : [{ name: 'ack-slow', to: 'on' as const }];
  const invocations = last.map((alarm) => ({ alarm, isLost: false, offsetMs: 0 }));
  await world.pass({ invocations, isDeployed: false });
  return world;
};

describe('whatever alarms do, and wherever runs overlap, fail and die, the governor', () => {
  it('moves one step at a time, at most one a minute, and sets nothing but its steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), history, async (scheduler, minutes) => {
        const world = new GovernorWorld(scheduler);
        for (const one of minutes) await world.pass(one);

        let before = { step: 0, changedAtMs: 0 };
        for (const state of world.store.written) {
          expect(Math.abs(state.step - before.step)).toBe(1);
          expect(state.step).toBeLessThanOrEqual(lastStep);
          expect(state.changedAtMs - before.changedAtMs).toBeGreaterThanOrEqual(60_000);
          before = state;
        }
        for (const throttle of world.throttle.given) expect(steps).toContainEqual(throttle);
      }),
      { numRuns: 100 },
    );
  });

  it('gives back exactly the configured throttle within three minutes a step once all is well, and rests', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), history, async (scheduler, minutes) => {
        const world = await worldAfter(scheduler, minutes, 'off');

        await world.passQuietly(3 * lastStep);
        expect(world.throttle.current).toEqual(configured);
        expect(world.store.state.step).toBe(0);

        await world.passQuietly(6);
        expect(world.throttle.current).toEqual(configured);
        expect(world.calls).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  it('is at the floor within two minutes a step while an alarm stays on, although it is deployed meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), history, async (scheduler, minutes) => {
        const world = await worldAfter(scheduler, minutes, 'on');
        await world.passQuietly(2 * lastStep);
        world.throttle.current = configured;
        await world.passQuietly(1);
        expect(world.throttle.current).toEqual(steps.at(-1));
      }),
      { numRuns: 100 },
    );
  });
});
