import { settle } from '../../../lambdas/core/sequencing/settle';
import { at, openEvent, parkedEvent, rules, sequenceOf } from './sequences';

const settled = [['a', 0]] as const;
const openIds = (sequence: ReturnType<typeof sequenceOf>, second = 10) =>
  settle(sequence, rules, at(second)).open.map(({ id }) => id);

describe('settling', () => {
  it('leaves an event open for its window, and then makes it part of the settled state', () => {
    const sequence = sequenceOf({
      settled,
      open: [openEvent('b', 2), openEvent('c', 3, { openUntil: at(70) })],
    });
    expect(openIds(sequence, 59)).toEqual(['b2', 'c3']);

    const later = settle(sequence, rules, at(60));

    expect(later.open.map(({ id }) => id)).toEqual(['c3']);
    expect(later.settled).toEqual({ state: ['a0', 'b2'], type: 'b' });
    expect(later.watermark).toBe(openEvent('b', 2).key);
    expect(later.head).toEqual(sequence.head);
  });

  it('does not settle an event before an earlier one', () => {
    const open = [openEvent('b', 2, { openUntil: at(70) }), openEvent('c', 3, { openUntil: at(5) })];
    expect(openIds(sequenceOf({ settled, open }))).toEqual(['b2', 'c3']);
  });

  it('settles at once what leaves no room before it', () => {
    expect(openIds(sequenceOf({ open: [openEvent('a', 0), openEvent('b', 1)] }))).toEqual(['b1']);
  });

  it('leaves open what is a gap, for what is missing may still come', () => {
    expect(openIds(sequenceOf({ open: [openEvent('d', 1)] }))).toEqual(['d1']);
  });

  it('keeps an event open behind a parked one', () => {
    const open = [openEvent('b', 2, { openUntil: at(5) }), openEvent('c', 4, { openUntil: at(5) })];
    expect(openIds(sequenceOf({ settled, open, parked: [parkedEvent('e', 1)] }))).toEqual(['b2', 'c4']);
    expect(openIds(sequenceOf({ settled, open, parked: [parkedEvent('e', 3)] }))).toEqual(['c4']);
    expect(openIds(sequenceOf({ settled, open, parked: [parkedEvent('e', 9)] }))).toEqual([]);
  });

  it('settles the first when there are too many, or too much of them', () => {
    const open = [1, 2, 3, 4, 5].map((second) => openEvent('b', second));
    expect(openIds(sequenceOf({ settled, open }))).toEqual(['b2', 'b3', 'b4', 'b5']);
    const large = [openEvent('b', 1, { bytes: 6000 }), openEvent('b', 2, { bytes: 4000 })];
    expect(openIds(sequenceOf({ settled, open: large }))).toEqual(['b2']);
  });

  it('takes the head for the settled state when nothing is left open, without applying anything again', () => {
    const sequence = sequenceOf({ settled, open: [openEvent('b', 2, { openUntil: at(5) })] });
    const apply = () => {
      throw new Error('must not be called');
    };
    expect(settle(sequence, { ...rules, apply }, at(10)).settled).toBe(sequence.head);
  });
});
