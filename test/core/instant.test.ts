import fc from 'fast-check';
import { instantFromEpochMs, parseInstant } from '../../lambdas/core/instant';

describe('parseInstant', () => {
  it.each([
    ['2023-10-27T14:30:00Z', '2023-10-27T14:30:00.000000000Z'],
    ['2023-10-27T14:30:00.000Z', '2023-10-27T14:30:00.000000000Z'],
    ['2023-10-27T14:30:00.1Z', '2023-10-27T14:30:00.100000000Z'],
    ['2023-10-27T14:30:00.123456Z', '2023-10-27T14:30:00.123456000Z'],
    ['2023-10-27T14:30:00.123456789Z', '2023-10-27T14:30:00.123456789Z'],
    ['2023-10-27T14:30:00.1234567899Z', '2023-10-27T14:30:00.123456789Z'],
    ['2023-10-27t14:30:00,5z', '2023-10-27T14:30:00.500000000Z'],
    ['2023-10-27 14:30:00Z', '2023-10-27T14:30:00.000000000Z'],
    ['2023-10-27T16:30:00+02:00', '2023-10-27T14:30:00.000000000Z'],
    ['2023-10-27T16:30:00+0200', '2023-10-27T14:30:00.000000000Z'],
    ['2023-10-26T23:30:00.9-15:00', '2023-10-27T14:30:00.900000000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000000000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000000000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000000000Z'],
    ['1969-12-31T23:59:59.999999999Z', '1969-12-31T23:59:59.999999999Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000000000Z'],
    ['0050-06-01T00:00:00Z', '0050-06-01T00:00:00.000000000Z'],
    ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999999999Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  it.each([
    ['no zone', '2023-10-27T14:30:00'],
    ['a date alone', '2023-10-27'],
    ['the thirteenth month', '2023-13-01T00:00:00Z'],
    ['the 29th of February of a common year', '2023-02-29T00:00:00Z'],
    ['day zero', '2023-01-00T00:00:00Z'],
    ['hour 24', '2023-10-27T24:00:00Z'],
    ['minute 60', '2023-10-27T14:60:00Z'],
    ['second 61', '2023-10-27T14:30:61Z'],
    ['an offset of a day', '2023-10-27T14:30:00+24:00'],
    ['an offset with 60 minutes', '2023-10-27T14:30:00+01:60'],
    ['an empty fraction', '2023-10-27T14:30:00.Z'],
    ['a year before 0000 in UTC', '0000-01-01T00:00:00+00:01'],
    ['a year after 9999 in UTC', '9999-12-31T23:59:59-00:01'],
    ['surrounding space', ' 2023-10-27T14:30:00Z'],
    ['a trailing newline', '2023-10-27T14:30:00Z\n'],
    ['words', 'yesterday'],
    ['nothing', ''],
    ['epoch milliseconds', '1698417000000'],
  ])('refuses %s', (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('sorts as time does, for any precision and any offset', () => {
    const moment = fc.record({
      epochSeconds: fc.integer({ min: -62_000_000_000, max: 250_000_000_000 }),
      nanoseconds: fc.oneof(fc.constantFrom(0, 1, 999_999_999, 500_000_000), fc.nat(999_999_999)),
      offsetMinutes: fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
    });
    fc.assert(
      fc.property(moment, moment, fc.boolean(), (a, other, sameSecond) => {
        const b = sameSecond ? { ...other, epochSeconds: a.epochSeconds } : other;
        const [first, second] = [parseInstant(write(a)), parseInstant(write(b))];
        expect(first).toBeDefined();
        const expected = Math.sign(a.epochSeconds - b.epochSeconds || a.nanoseconds - b.nanoseconds);
        expect(compare(first ?? '', second ?? '')).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not change what it has normalised once', () => {
    const any = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31T00:00:00Z') });
    fc.assert(
      fc.property(any, fc.nat(999_999), (date, finer) => {
        const text = `${date.toISOString().slice(0, -1)}${String(finer).padStart(6, '0')}Z`;
        expect(parseInstant(text)).toBe(text);
      }),
    );
  });
});

describe('instantFromEpochMs', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000000000Z'],
    [1_698_417_000_123, '2023-10-27T14:30:00.123000000Z'],
    [-1, '1969-12-31T23:59:59.999000000Z'],
    [0.5, '1970-01-01T00:00:00.000500000Z'],
  ])('writes %s ms as %s', (epochMs, expected) => {
    expect(instantFromEpochMs(epochMs)).toBe(expected);
  });

  it('refuses what lies outside the years it can write', () => {
    expect(() => instantFromEpochMs(Date.UTC(10_000, 0, 1))).toThrow('outside the years 0000–9999');
  });
});

interface Moment {
  readonly epochSeconds: number;
  readonly nanoseconds: number;
  readonly offsetMinutes: number;
}

/** Writes a moment with its offset and with as few fraction digits as it needs. */
const write = ({ epochSeconds, nanoseconds, offsetMinutes }: Moment): string => {
  const local = new Date((epochSeconds + offsetMinutes * 60) * 1000).toISOString().slice(0, 19);
  const fraction = String(nanoseconds).padStart(9, '0').replace(/0+$/, '');
  const offset = Math.abs(offsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
  return `${local}${fraction && `.${fraction}`}${zone}`;
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
