import fc from 'fast-check';
import { afterAsked, backoffSeconds, jittered } from '../../../lambdas/core/failure/backoff';

const randomness = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the wait before another attempt', () => {
  it.each([
    [1, 0, 23],
    [1, 0.5, 30],
    [1, 0.999_999, 37],
    [2, 0, 135],
    [2, 0.5, 180],
    [2, 0.999_999, 225],
    [3, 0.5, 900],
    [9, 0.5, 900],
    [0, 0.5, 30],
  ])('is, after %d failures and with the randomness %d, %d seconds', (failures, random, seconds) => {
    expect(backoffSeconds(failures, random)).toBe(seconds);
  });

  it('is a whole number of seconds within a quarter around 30, 180 and then 900', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), randomness, (failures, random) => {
        const seconds = backoffSeconds(failures, random);
        const middle = [30, 180, 900][Math.min(failures, 3) - 1] ?? 0;
        expect(Number.isInteger(seconds)).toBe(true);
        expect(Math.abs(seconds - middle)).toBeLessThanOrEqual(middle / 4 + 0.5);
      }),
    );
  });

  it('reaches both ends of its spread, so that what failed together comes back apart', () => {
    const waits = Array.from({ length: 100 }, (_, index) => backoffSeconds(2, index / 100));
    expect(Math.min(...waits)).toBe(135);
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(223);
    expect(new Set(waits).size).toBeGreaterThan(80);
  });

  it('is a second at least', () => {
    expect(jittered(0, 0)).toBe(1);
    expect(jittered(1, 0)).toBe(1);
  });
});

describe('a wait that was asked for', () => {
  it('is never undercut, and exceeded by eleven seconds at most', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 36_000, noNaN: true }), randomness, (asked, random) => {
        const seconds = afterAsked(asked, random);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(asked);
        expect(seconds).toBeLessThanOrEqual(asked + 11);
      }),
    );
  });

  it('is spread, so that not all who were asked come back in the same second', () => {
    expect(new Set([0, 0.25, 0.5, 0.75].map((random) => afterAsked(60, random))).size).toBe(4);
  });

  it.each([39_600, 86_400, 1_700_000_000, Number.POSITIVE_INFINITY])(
    'is cut to the eleven hours that a message can stay invisible: %d',
    (asked) => {
      expect(afterAsked(asked, 0.5)).toBe(39_600);
    },
  );
});
