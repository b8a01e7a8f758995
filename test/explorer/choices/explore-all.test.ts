import fc from 'fast-check';
import { type ChoiceKind, Choices, type Trail } from './choices';
import { type Bounds, exploreAll } from './explore-all';
import { following, type Script } from './script';

/** A run with these choices; the number of later ones depends on what was chosen before. */
const toyRun = (kinds: readonly ChoiceKind[], script: Script): Trail => {
  const choices = new Choices(following(script));
  for (const kind of kinds) {
    const chosen = choices.choose(kind, 3, () => kind);
    if (chosen === 2) choices.choose('fault', 2, () => 'more');
  }
  return choices.trail;
};

const allWithin = (kinds: readonly ChoiceKind[], bounds: Bounds): string[] => {
  const isWithin = (trail: Trail): boolean => {
    const count = (kind: ChoiceKind): number =>
      trail.filter((choice) => choice.kind === kind && choice.chosen > 0).length;
    const [faults, reorderings] = [count('fault'), count('schedule')];
    return (
      faults <= bounds.faults && reorderings <= bounds.reorderings && faults + reorderings <= bounds.together
    );
  };
  const lists: string[] = [];
  const extend = (prefix: readonly number[]): void => {
    const trail = toyRun(
      kinds,
      prefix.flatMap((chosen, at) => (chosen === 0 ? [] : [{ at, chosen }])),
    );
    const next = trail[prefix.length];
    if (!next) {
      if (isWithin(trail)) lists.push(trail.map(({ chosen }) => chosen).join(''));
      return;
    }
    for (let chosen = 0; chosen < next.options; chosen += 1) extend([...prefix, chosen]);
  };
  extend([]);
  return lists;
};

const kinds = fc.array(fc.constantFrom<ChoiceKind>('fault', 'schedule', 'input'), { maxLength: 5 });
const bounds = fc.record({
  faults: fc.integer({ min: 0, max: 3 }),
  reorderings: fc.integer({ min: 0, max: 2 }),
  together: fc.integer({ min: 0, max: 3 }),
});

describe('exploring all choices', () => {
  it('makes every list of choices within the bounds, and each once', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, bounds, async (kinds, bounds) => {
        const lists: string[] = [];
        const runs = await exploreAll(bounds, async (script) => {
          const trail = toyRun(kinds, script);
          lists.push(trail.map(({ chosen }) => chosen).join(''));
          return trail;
        });
        expect(lists.toSorted()).toEqual(allWithin(kinds, bounds).toSorted());
        expect(runs).toBe(lists.length);
      }),
      { numRuns: 60 },
    );
  });

  it('begins with what deviates least', async () => {
    const lengths: number[] = [];
    await exploreAll({ faults: 3, reorderings: 0, together: 3 }, async (script) => {
      lengths.push(script.length);
      return toyRun(['fault', 'fault', 'fault'], script);
    });
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });

  it('stops when it is told to', async () => {
    let runs = 0;
    const count = await exploreAll({ faults: 1, reorderings: 1, together: 1 }, async (script) => {
      runs += 1;
      return runs < 3 ? toyRun(['fault', 'schedule'], script) : undefined;
    });
    expect([runs, count]).toEqual([3, 3]);
  });
});
