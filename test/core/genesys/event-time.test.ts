import fc from 'fast-check';
import { eventTimeOf } from '../../../lambdas/core/genesys/event-time';
import { instantFromEpochMs } from '../../../lambdas/core/instant';

const receivedMs = Date.UTC(2026, 2, 2, 9);
const none = { event: undefined, notification: undefined, bus: undefined, receivedMs };
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

describe('eventTimeOf', () => {
  it('takes the first place that has a time, and says which', () => {
    const places = {
      event: Date.UTC(2026, 2, 2, 8, 0, 0, 250),
      notification: '2026-03-02T08:00:01.5Z',
      bus: '2026-03-02T08:00:02Z',
    };
    expect(eventTimeOf({ ...none, ...places })).toEqual({
      time: '2026-03-02T08:00:00.250000000Z',
      timesource: 'event',
    });
    expect(eventTimeOf({ ...none, ...places, event: undefined })).toEqual({
      time: '2026-03-02T08:00:01.500000000Z',
      timesource: 'notification',
    });
    expect(eventTimeOf({ ...none, bus: places.bus })).toEqual({
      time: '2026-03-02T08:00:02.000000000Z',
      timesource: 'bus',
    });
    expect(eventTimeOf(none)).toEqual({ time: '2026-03-02T09:00:00.000000000Z', timesource: 'received' });
  });

  it('reads a number as milliseconds since 1970 and a text as RFC 3339, finer than a millisecond too', () => {
    expect(eventTimeOf({ ...none, event: '2026-03-02T10:00:00.123456789+02:00' }).time).toBe(
      '2026-03-02T08:00:00.123456789Z',
    );
    expect(eventTimeOf({ ...none, event: latestMs }).time).toBe('9999-12-31T23:59:59.999000000Z');
    expect(eventTimeOf({ ...none, event: 1 }).time).toBe('1970-01-01T00:00:00.001000000Z');
  });

  it.each<[string, unknown]>([
    ['nought', 0],
    ['a negative number', -1],
    ['no number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a number past the year 9999', latestMs + 1],
    ['digits in a text', '1772438400250'],
    ['a local time', '2026-03-02T08:00:00'],
    ['a day that there is not', '2026-02-30T08:00:00Z'],
    ['an empty text', ''],
    ['null', null],
    ['a truth value', true],
    ['an object', { seconds: 1 }],
    ['a list', [1772438400250]],
  ])('passes over %s', (_, event) => {
    const places = { ...none, event, bus: '2026-03-02T08:00:02Z' };
    expect(eventTimeOf(places)).toEqual({ time: '2026-03-02T08:00:02.000000000Z', timesource: 'bus' });
    expect(eventTimeOf({ ...none, bus: event }).timesource).toBe('received');
  });

  it('gives a time in order with the number it was read from', () => {
    const ms = fc.integer({ min: 1, max: latestMs });
    fc.assert(
      fc.property(ms, ms, (a, b) => {
        const [timeA, timeB] = [a, b].map((event) => eventTimeOf({ ...none, event }).time);
        expect(timeA).toBe(instantFromEpochMs(a));
        expect(Math.sign(a - b)).toBe(timeA === timeB ? 0 : (timeA ?? '') < (timeB ?? '') ? -1 : 1);
      }),
    );
  });

  it('finds a time of fixed width whatever stands in the places, and never throws', () => {
    const place = fc.oneof(fc.anything(), fc.double(), fc.date({ noInvalidDate: true }).map(String));
    fc.assert(
      fc.property(place, place, place, (event, notification, bus) => {
        const { time } = eventTimeOf({ event, notification, bus, receivedMs });
        expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
      }),
    );
  });
});
