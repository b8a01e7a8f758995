import type { Strategy, Trail } from './choices';
import { following, type Script, scriptOf } from './script';

/** Plays a run and says whether it still goes wrong, with its choices and what each was about. */
export type Trial = (strategy: Strategy) => Promise<{ readonly isWrong: boolean; readonly trail: Trail }>;

/** More trials are not made: what is left then is short enough to read. */
const maxTrials = 2000;

/**
 * Leaves out of a run's choices whatever is not needed for it to go wrong: first large parts of them, then smaller ones,
 * then single choices, until nothing more can be left out. A choice is known by what it is about, because its number
 * changes with what is left out before it, or by its number, because what it is about can change as well.
 *
 * @returns the shortest script that was found, and it goes wrong
 */
export const shrink = async (script: Script, trial: Trial): Promise<Script> => {
  const first = await trial(following(script));
  if (!first.isWrong) return script;
  let best: Found = { choices: namedChoices(first.trail), script: scriptOf(first.trail) };
  let trials = 0;
  for (let size = Math.ceil(best.choices.length / 2); size > 0 && trials < maxTrials;) {
    let shorter: Found | undefined;
    for (let end = best.choices.length; end > 0 && !shorter && trials < maxTrials; end -= size) {
      trials += 1;
      shorter = await tryWithout(best, { from: Math.max(0, end - size), to: end }, trial);
    }
    if (shorter) best = shorter;
    size = shorter ? Math.min(size, best.choices.length) : Math.floor(size / 2);
  }
  return best.script;
};

interface Found {
  readonly choices: readonly NamedChoice[];
  readonly script: Script;
}

const tryWithout = async (
  { choices, script }: Found,
  { from, to }: { readonly from: number; readonly to: number },
  trial: Trial,
): Promise<Found | undefined> => {
  const strategies = [
    followingNames(choices.toSpliced(from, to - from)),
    following(script.toSpliced(from, to - from)),
  ];
  for (const strategy of strategies) {
    const { isWrong, trail } = await trial(strategy);
    const left = namedChoices(trail);
    if (isWrong && left.length < choices.length) return { choices: left, script: scriptOf(trail) };
  }
  return undefined;
};

interface NamedChoice {
  readonly name: string;
  readonly chosen: number;
}

/** Choices about the same thing are told apart by how many of them came before. */
const namedChoices = (trail: Trail): readonly NamedChoice[] => {
  const nameOf = counting();
  return trail
    .map(({ label, chosen }) => ({ name: nameOf(label), chosen }))
    .filter(({ chosen }) => chosen > 0);
};

const counting = (): ((label: string) => string) => {
  const counts = new Map<string, number>();
  return (label) => {
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return `${label} ${count}`;
  };
};

const followingNames = (choices: readonly NamedChoice[]): Strategy => {
  const chosen = new Map(choices.map(({ name, chosen }) => [name, chosen]));
  const nameOf = counting();
  return { decide: ({ label }) => chosen.get(nameOf(label())) ?? 0 };
};
