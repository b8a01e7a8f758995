import type { Strategy, Trail } from './choices';

/** One choice that is not 0. */
export interface Deviation {
  /** Which choice of the run, counted from 0. */
  readonly at: number;
  readonly chosen: number;
}

/** A run's choices: all are 0 but these, in their order. */
export type Script = readonly Deviation[];

export const scriptOf = (trail: Trail): Script =>
  trail.flatMap(({ chosen }, at) => (chosen === 0 ? [] : [{ at, chosen }]));

/** Decides as the script says. */
export const following = (script: Script): Strategy => {
  const chosen = new Map(script.map((deviation) => [deviation.at, deviation.chosen]));
  return { decide: ({ at }) => chosen.get(at) ?? 0 };
};

/** A script as a short word, such as `4c.2-7.1`: distance from the choice before and what is chosen, in base 36. */
export const encodeScript = (script: Script): string =>
  script
    .map(({ at, chosen }, index) => {
      const before = script[index - 1]?.at ?? 0;
      return `${(at - before).toString(36)}.${chosen.toString(36)}`;
    })
    .join('-');

/** @returns `undefined` for what is no such word */
export const decodeScript = (word: string): Script | undefined => {
  if (word === '') return [];
  const script: Deviation[] = [];
  let at = 0;
  for (const part of word.split('-')) {
    const [, distance, chosen] = /^([0-9a-z]+)\.([0-9a-z]+)$/.exec(part) ?? [];
    if (distance === undefined || chosen === undefined) return undefined;
    at += Number.parseInt(distance, 36);
    script.push({ at, chosen: Number.parseInt(chosen, 36) });
  }
  return script;
};
