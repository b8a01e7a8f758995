import { nextDueAt, releasable } from '../../../lambdas/core/sequencing/release';
import { at, openEvent, parkedEvent, rules, sequenceOf } from './sequences';

const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);
const released = (sequence: ReturnType<typeof sequenceOf>, second = 10) =>
  idsOf(releasable(sequence, rules, at(second)));

const settled = [['a', 0]] as const;

describe('what can be released', () => {
  it('is what may follow, one after the other', () => {
    const parked = [parkedEvent('b', 2), parkedEvent('c', 3), parkedEvent('d', 4)];
    expect(released(sequenceOf({ settled, parked }))).toEqual(['b2', 'c3', 'd4']);
  });

  it('is nothing behind an event that may not follow', () => {
    const parked = [parkedEvent('e', 2), parkedEvent('b', 3)];
    expect(released(sequenceOf({ settled, parked }))).toEqual([]);
  });

  it('is what stands behind an applied event, although an earlier one waits', () => {
    const sequence = sequenceOf({
      settled,
      open: [openEvent('b', 5)],
      parked: [parkedEvent('e', 2), parkedEvent('c', 6)],
    });
    expect(released(sequence)).toEqual(['c6']);
  });

  it('is everything up to the last event whose window has passed', () => {
    const parked = [
      parkedEvent('e', 2, { dueAt: at(99) }),
      parkedEvent('e', 3, { dueAt: at(10) }),
      parkedEvent('e', 4, { dueAt: at(11) }),
    ];
    expect(released(sequenceOf({ settled, parked }))).toEqual(['e2', 'e3']);
  });

  it('is not an event that failed, before its next attempt, nor what stands behind it', () => {
    const parked = [
      parkedEvent('b', 2, { retryAt: at(11), dueAt: at(1) }),
      parkedEvent('c', 3, { dueAt: at(1) }),
    ];
    expect(released(sequenceOf({ settled, parked }), 10)).toEqual([]);
    expect(released(sequenceOf({ settled, parked }), 11)).toEqual(['b2', 'c3']);
  });

  it('is as many of the first as are too many', () => {
    const parked = [2, 3, 4, 5].map((second) => parkedEvent('e', second));
    expect(released(sequenceOf({ settled, parked }))).toEqual(['e2']);
    expect(released(sequenceOf({ settled, parked: parked.slice(1) }))).toEqual([]);
  });

  it('is as many of the first as are too large together', () => {
    const parked = [parkedEvent('e', 2, { bytes: 600 }), parkedEvent('e', 3, { bytes: 401 })];
    expect(released(sequenceOf({ settled, parked }))).toEqual(['e2']);
    const fitting = [parkedEvent('e', 2, { bytes: 600 }), parkedEvent('e', 3, { bytes: 400 })];
    expect(released(sequenceOf({ settled, parked: fitting }))).toEqual([]);
  });

  it('is what waits before open events when those are too many', () => {
    const open = [3, 4, 5, 6, 7].map((second) => openEvent('b', second));
    const parked = [parkedEvent('e', 2), parkedEvent('e', 9)];
    expect(released(sequenceOf({ settled, open, parked }))).toEqual(['e2']);
    expect(released(sequenceOf({ settled, open: open.slice(1), parked }))).toEqual([]);
  });
});

describe('when parked events are due', () => {
  const due = (...parked: Parameters<typeof sequenceOf>[0]['parked'] & object) =>
    nextDueAt(sequenceOf({ settled, parked }), rules, at(10));

  it('is never while none is parked', () => {
    expect(due()).toBeUndefined();
  });

  it('is when the first window has passed', () => {
    expect(due(parkedEvent('e', 2, { dueAt: at(70) }), parkedEvent('e', 3, { dueAt: at(65) }))).toBe(at(65));
  });

  it('is now when some can be applied already', () => {
    expect(due(parkedEvent('b', 2))).toBe(at(10));
  });

  it('is not before the next attempt at one that failed, for that and for what waits behind it', () => {
    const failed = parkedEvent('b', 2, { dueAt: at(60), retryAt: at(90) });
    expect(due(failed, parkedEvent('c', 3, { dueAt: at(70) }))).toBe(at(90));
    expect(due(parkedEvent('e', 1, { dueAt: at(80) }), failed)).toBe(at(80));
  });
});
