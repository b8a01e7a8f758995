import * as fc from 'fast-check';
import {
  followsForCertain,
  type Lifecycle,
  mayFollow,
  reachableFrom,
  successorsOf,
} from '../../lambdas/contract/lifecycle';

const call: Lifecycle = {
  starts: ['started'],
  next: {
    started: ['answered', 'abandoned'],
    answered: ['held', 'completed'],
    held: ['answered'],
    completed: ['dispositioned'],
  },
  ends: ['dispositioned', 'abandoned'],
};

describe('mayFollow', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'started'],
    ['started', 'answered'],
    ['held', 'answered'],
    ['completed', 'dispositioned'],
  ])('lets %j be followed by %s', (previous, type) => {
    expect(mayFollow(call, previous, type)).toBe(true);
  });

  it.each<[string | undefined, string]>([
    [undefined, 'answered'],
    ['started', 'completed'],
    ['answered', 'started'],
    ['answered', 'answered'],
    ['dispositioned', 'started'],
    ['unknown', 'started'],
    ['started', 'unknown'],
  ])('does not let %j be followed by %s', (previous, type) => {
    expect(mayFollow(call, previous, type)).toBe(false);
  });

  it.each(['toString', 'constructor', '__proto__'])('takes %s for a type like any other', (type) => {
    expect(successorsOf(call, type)).toEqual([]);
    expect(mayFollow(call, type, 'started')).toBe(false);
  });
});

describe('reachableFrom', () => {
  it.each<[string | undefined, readonly string[]]>([
    [undefined, ['abandoned', 'answered', 'completed', 'dispositioned', 'held', 'started']],
    ['started', ['abandoned', 'answered', 'completed', 'dispositioned', 'held']],
    ['completed', ['dispositioned']],
    ['dispositioned', []],
    ['unknown', []],
  ])('leads from %j to %j', (type, reached) => {
    expect([...reachableFrom(call, type)].toSorted()).toEqual(reached);
  });

  it('leads from a type to itself only around a cycle', () => {
    expect(reachableFrom(call, 'held').has('held')).toBe(true);
    expect(reachableFrom(call, 'started').has('started')).toBe(false);
  });

  it('leads from a type to itself where it may repeat', () => {
    const repeating: Lifecycle = { starts: ['a'], next: { a: ['a'] }, ends: ['a'] };

    expect([...reachableFrom(repeating, 'a')]).toEqual(['a']);
  });
});

describe('followsForCertain', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'started'],
    ['started', 'answered'],
    ['started', 'abandoned'],
    ['completed', 'dispositioned'],
    ['held', 'answered'],
  ])('is so for %s and %s: no other way leads there', (previous, type) => {
    const certain: Lifecycle = {
      ...call,
      next: { ...call.next, answered: ['completed'], held: ['answered'] },
    };

    expect(followsForCertain(certain, previous, type)).toBe(true);
  });

  it('is not so for a type that may come again later: it may be the second one', () => {
    // started → answered → held → answered: the first answer and the hold can be missing.
    expect(followsForCertain(call, 'started', 'answered')).toBe(false);
  });

  it('is not so where a detour leads there as well', () => {
    // answered → held → answered → completed
    expect(followsForCertain(call, 'answered', 'completed')).toBe(false);
  });

  it('is not so for what may not follow at all', () => {
    expect(followsForCertain(call, 'started', 'dispositioned')).toBe(false);
    expect(followsForCertain(call, undefined, 'answered')).toBe(false);
  });

  it('is not so for a start that another start leads to', () => {
    const twoDoors: Lifecycle = { starts: ['a', 'b'], next: { a: ['b'] }, ends: ['b'] };

    expect(followsForCertain(twoDoors, undefined, 'a')).toBe(true);
    expect(followsForCertain(twoDoors, undefined, 'b')).toBe(false);
  });
});

describe('the ways through any lifecycle', () => {
  const types = ['a', 'b', 'c', 'd', 'e'] as const;
  const someTypes = fc.subarray([...types]);
  const oneOrMore = fc
    .tuple(fc.constantFrom(...types), someTypes)
    .map(([first, rest]): [string, ...string[]] => [first, ...rest.filter((type) => type !== first)]);
  /** Cycles, types that repeat, types that nothing leads to, and types without an entry. */
  const lifecycles: fc.Arbitrary<Lifecycle> = fc.record({
    starts: oneOrMore,
    next: fc.dictionary(fc.constantFrom(...types), someTypes, { maxKeys: types.length }),
    ends: oneOrMore,
  });
  const origins = fc.constantFrom(undefined, ...types);

  /** All sequences of up to `length` events that can come after a type. Every shortest way is among them. */
  function waysFrom(lifecycle: Lifecycle, type: string | undefined, length: number): string[][] {
    if (length === 0) return [];
    const first = type === undefined ? lifecycle.starts : (lifecycle.next[type] ?? []);
    return first.flatMap((next) => [
      [next],
      ...waysFrom(lifecycle, next, length - 1).map((rest) => [next, ...rest]),
    ]);
  }

  it('lead to what some sequence of events ends with', () => {
    fc.assert(
      fc.property(lifecycles, origins, (lifecycle, origin) => {
        const ends = waysFrom(lifecycle, origin, types.length).map((way) => way.at(-1));

        expect(new Set(reachableFrom(lifecycle, origin))).toEqual(new Set(ends));
      }),
      { numRuns: 300 },
    );
  });

  it('are certain for a type exactly if every sequence to it consists of it alone', () => {
    fc.assert(
      fc.property(lifecycles, origins, fc.constantFrom(...types), (lifecycle, origin, type) => {
        // A detour takes a first step and from there a shortest way, so it has one event more at most.
        const waysThere = waysFrom(lifecycle, origin, types.length + 1).filter((way) => way.at(-1) === type);

        const certain = waysThere.length > 0 && waysThere.every((way) => way.length === 1);

        expect(followsForCertain(lifecycle, origin, type)).toBe(certain);
      }),
      { numRuns: 300 },
    );
  });
});
