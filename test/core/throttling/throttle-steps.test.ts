import * as fc from 'fast-check';
import type { GovernorSettings } from '../../../lambdas/contract/governor-settings';
import { isSameThrottle, throttleAt, throttleSteps } from '../../../lambdas/core/throttling/throttle-steps';

const settings = (ratePerSecond: number, burst: number, floorPerSecond: number): GovernorSettings => ({
  ratePerSecond,
  burst,
  floorPerSecond,
  alarms: ['a'],
});

const listed = (...of: [number, number, number]): [number, number][] =>
  throttleSteps(settings(...of)).map(({ ratePerSecond, burst }) => [ratePerSecond, burst]);

describe('the steps of the throttle', () => {
  it('begin as configured, halve rate and burst, and end at the floor', () => {
    expect(listed(100, 200, 10)).toEqual([
      [100, 200],
      [50, 100],
      [25, 50],
      [12, 25],
      [10, 12],
    ]);
  });

  it('leave as it is what is configured in fractions', () => {
    expect(listed(2.5, 3, 0.5)).toEqual([
      [2.5, 3],
      [1, 1],
      [0.5, 1],
    ]);
  });

  it('end with the step that reaches the floor, and name no throttle twice', () => {
    expect(listed(8, 8, 1).at(-1)).toEqual([1, 1]);
    expect(listed(10, 10, 2)).toEqual([
      [10, 10],
      [5, 5],
      [2, 2],
    ]);
  });

  it('keep room for the floor in the burst, as far as it was configured', () => {
    expect(listed(100, 20, 25)).toEqual([
      [100, 20],
      [50, 20],
      [25, 20],
    ]);
    expect(listed(100, 40, 30).at(-1)).toEqual([30, 30]);
  });

  it('are a single one when the floor is the configured rate', () => {
    expect(listed(100, 200, 100)).toEqual([[100, 200]]);
  });

  it('never lie outside of floor and configuration, and go down only', () => {
    const positive = fc.double({ min: 0.01, max: 10_000, noNaN: true });
    const burst = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(positive, positive, burst, (one, other, burst) => {
        const [floor, rate] = [Math.min(one, other), Math.max(one, other)];
        const steps = throttleSteps(settings(rate, burst, floor));
        expect(steps[0]).toEqual({ ratePerSecond: rate, burst });
        expect(steps.at(-1)?.ratePerSecond).toBe(floor);
        expect(new Set(steps.map(({ ratePerSecond }) => ratePerSecond)).size).toBe(steps.length);
        for (const [index, step] of steps.entries()) {
          const above = steps[index - 1] ?? steps[0];
          expect(step.ratePerSecond).toBeLessThanOrEqual(above.ratePerSecond);
          expect(step.burst).toBeLessThanOrEqual(above.burst);
          expect(step.burst).toBeGreaterThanOrEqual(Math.max(1, Math.min(burst, floor)));
          expect(Number.isInteger(step.burst)).toBe(true);
        }
      }),
    );
  });

  it('give their last one for a step that there is no more', () => {
    const steps = throttleSteps(settings(4, 4, 1));
    expect(throttleAt(steps, 1)).toEqual({ ratePerSecond: 2, burst: 2 });
    expect(throttleAt(steps, 9)).toEqual({ ratePerSecond: 1, burst: 1 });
  });

  it('are told apart by rate and by burst', () => {
    const throttle = { ratePerSecond: 4, burst: 8 };
    expect(isSameThrottle(throttle, { burst: 8, ratePerSecond: 4 })).toBe(true);
    expect(isSameThrottle(throttle, { ...throttle, burst: 4 })).toBe(false);
    expect(isSameThrottle(throttle, { ...throttle, ratePerSecond: 2 })).toBe(false);
  });
});
