import fc from 'fast-check';
import { instantFromEpochMs } from '../../lambdas/core/instant';
import { orderKey, orderTime } from '../../lambdas/core/order-key';
import { instant } from '../instant';

describe('orderKey', () => {
  const time = instant('2023-10-27T14:30:00Z');

  it('puts time before rank before id', () => {
    const sorted = [
      orderKey({ time, rank: 0, id: 'b', source: 's' }),
      orderKey({ time, rank: 1, id: 'a', source: 's' }),
      orderKey({ time, rank: 1, id: 'b', source: 's' }),
      orderKey({ time, rank: 10, id: 'a', source: 's' }),
      orderKey({ time: instant('2023-10-27T14:30:00.000000001Z'), rank: 0, id: 'a', source: 's' }),
    ];
    expect(sorted.toReversed().toSorted()).toEqual(sorted);
  });

  it('tells two events apart that differ in nothing but the id', () => {
    const id = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(
          orderKey({ time, rank: 0, id: a, source: 's' }) === orderKey({ time, rank: 0, id: b, source: 's' }),
        ).toBe(a === b);
      }),
    );
  });

  it('is ASCII, so that UTF-16 and UTF-8 sort it alike', () => {
    expect(orderKey({ time, rank: 0, id: '\u{1F600}é#', source: 's' })).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('orderTime', () => {
  const receivedMs = Date.UTC(2023, 9, 27, 14, 30);

  it.each([
    ['the event’s own time', '2023-10-27T14:29:00Z', '2023-10-27T14:29:00Z'],
    ['a time in 1970', '1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['five minutes ahead', '2023-10-27T14:35:00Z', '2023-10-27T14:35:00Z'],
  ])('believes %s', (_, time, expected) => {
    expect(orderTime(instant(time), receivedMs)).toBe(instant(expected));
  });

  it.each(['2023-10-27T14:35:00.000000001Z', '2099-01-01T00:00:00Z'])(
    'orders an event dated %s by when it was received',
    (time) => {
      expect(orderTime(instant(time), receivedMs)).toBe(instantFromEpochMs(receivedMs));
    },
  );
});
