import * as fc from 'fast-check';
import { addSeconds, roundSeconds, secondsBetween } from '../../../lambdas/modules/call-lifecycle/seconds';
import { instant } from '../../instant';

describe('secondsBetween', () => {
  it.each([
    ['2023-10-27T14:00:00Z', '2023-10-27T14:01:00Z', 60],
    ['2023-10-27T14:00:00.1Z', '2023-10-27T14:00:00.4Z', 0.3],
    ['2023-10-27T14:00:00Z', '2023-10-27T14:00:00.000000001Z', 1e-9],
    ['2023-10-27T14:00:00.999999999Z', '2023-10-27T14:00:01Z', 1e-9],
    ['2023-10-27T14:00:00Z', '2023-10-27T16:00:00+02:00', 0],
    ['2023-10-27T14:00:01.5Z', '2023-10-27T14:00:00Z', -1.5],
    ['2024-02-28T00:00:00Z', '2024-03-01T00:00:00Z', 172_800],
    ['1969-12-31T23:59:59.75Z', '1970-01-01T00:00:00.5Z', 0.75],
    ['1970-01-01T00:00:00Z', '2023-10-27T14:00:00Z', 1_698_415_200],
    ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 315_569_519_999],
  ])('is exact from %s to %s', (from, to, seconds) => {
    expect(secondsBetween(instant(from), instant(to))).toBe(seconds);
  });
});

describe('addSeconds', () => {
  it('leaves nothing of binary fractions behind', () => {
    expect([addSeconds(0.1, 0.2), addSeconds(1.1, 2.2), roundSeconds(1e-12)]).toEqual([0.3, 3.3, 0]);
  });

  it('adds the parts of a time up to the whole, to the nanosecond', () => {
    const nanoseconds = fc.bigInt({ min: 0n, max: 86_400_000_000_000n });
    fc.assert(
      fc.property(fc.array(nanoseconds, { minLength: 1, maxLength: 20 }), (parts) => {
        const whole = parts.reduce((sum, part) => sum + part, 0n);
        expect(parts.map((part) => Number(part) / 1e9).reduce(addSeconds, 0)).toBe(Number(whole) / 1e9);
      }),
    );
  });
});
