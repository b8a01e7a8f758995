import fc from 'fast-check';
import { decodeRun, encodeRun } from '../report/replay-token';
import { Choices, type Trail } from './choices';
import { drawingLots } from './random-strategy';
import { decodeScript, encodeScript, following, scriptOf } from './script';
import { shrink } from './shrink';

describe('a choice', () => {
  it('is what normally happens where the answer is none of its options', () => {
    const choices = new Choices({ decide: () => 7 });
    expect(choices.choose('fault', 7, () => '')).toBe(0);
    expect(choices.choose('fault', 8, () => '')).toBe(7);
  });

  it('is none where there is one option only', () => {
    const choices = new Choices({ decide: () => 1 });
    choices.choose('schedule', 1, () => '');
    expect(choices.trail).toEqual([]);
  });
});

describe('a script', () => {
  const scripts = fc
    .uniqueArray(fc.integer({ min: 0, max: 5000 }), { maxLength: 8 })
    .chain((places) =>
      fc.tuple(
        ...places
          .toSorted((a, b) => a - b)
          .map((at) => fc.integer({ min: 1, max: 40 }).map((chosen) => ({ at, chosen }))),
      ),
    );

  it('is the same after it was a word', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        expect(decodeScript(encodeScript(script))).toEqual(script);
        expect(decodeRun(encodeRun({ scenario: 'call', script }))).toEqual({ scenario: 'call', script });
      }),
    );
  });

  it.each(['4', '4.', '.1', 'A.1', '4.1-', '4.1 5.1'])('is none that reads %p', (word) => {
    expect(decodeScript(word)).toBeUndefined();
  });

  it.each(['call', 'call:4', ':4.1', 'call:4.1:1'])('names no run as %p', (token) => {
    expect(decodeRun(token)).toBeUndefined();
  });
});

const choicesOf = (seed: number): Trail => {
  const choices = new Choices(drawingLots(seed));
  for (let at = 0; at < 200; at += 1) {
    choices.choose(at % 2 === 0 ? 'fault' : 'schedule', 4, () => '');
  }
  return choices.trail;
};

describe('drawing lots', () => {
  it('comes to the same with the same seed, and to something else with another', () => {
    expect(choicesOf(11)).toEqual(choicesOf(11));
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => JSON.stringify(choicesOf(seed)))).size).toBeGreaterThan(
      3,
    );
  });

  it('leaves a run no more than eight faults', () => {
    const faults = (trail: Trail): number =>
      trail.filter(({ kind, chosen }) => kind === 'fault' && chosen > 0).length;
    const most = Math.max(...Array.from({ length: 300 }, (_, seed) => faults(choicesOf(seed))));
    expect(most).toBe(8);
  });
});

describe('shrinking', () => {
  it('leaves what a run needs to go wrong, wherever the rest moves it', async () => {
    const trial = async (strategy: ConstructorParameters<typeof Choices>[0]) => {
      const choices = new Choices(strategy, { isLabelled: true });
      let sum = 0;
      for (let at = 0; at < 30; at += 1) {
        // One choice more, before the next, wherever something was chosen.
        if (choices.choose('fault', 3, () => `fault ${at}`) > 0)
          choices.choose('fault', 2, () => `then ${at}`);
        if (choices.trail.at(-1)?.label === 'then 9' || choices.trail.at(-1)?.label === 'then 20') sum += 1;
      }
      return { isWrong: sum === 2, trail: choices.trail };
    };
    const long = await trial(following(Array.from({ length: 60 }, (_, at) => ({ at, chosen: 1 }))));

    const short = await shrink(scriptOf(long.trail), trial);

    expect(long.isWrong).toBe(true);
    expect(short).toEqual([
      { at: 9, chosen: 1 },
      { at: 21, chosen: 1 },
    ]);
  });
});
