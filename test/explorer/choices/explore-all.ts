import type { Choice, Trail } from './choices';
import type { Deviation, Script } from './script';

/** How far runs may be from the one in which nothing special happens. */
export interface Bounds {
  /** Injected faults in one run. */
  readonly faults: number;
  /** Calls that are answered out of turn, in one run. */
  readonly reorderings: number;
  /** Both together. What the scenario leaves open (orders of arrival, duplicates) is always combined with all of it. */
  readonly together: number;
}

interface Explored {
  readonly script: Script;
  readonly trail: Trail;
}

/**
 * Runs every list of choices within the bounds exactly once, those with the fewest deviations first. A run is repeated
 * from its start each time; nothing of it is kept but its choices.
 *
 * @param run plays a script and gives the choices that there were, or `undefined` to stop
 * @returns how many runs there were
 */
export const exploreAll = async (
  bounds: Bounds,
  run: (script: Script) => Promise<Trail | undefined>,
): Promise<number> => {
  let runs = 0;
  let parents: Explored[] = [];
  const explore = async (script: Script, next: Explored[]): Promise<boolean> => {
    const trail = await run(script);
    runs += 1;
    if (trail === undefined) return false;
    if (canDeviate(script, trail, bounds)) next.push({ script, trail });
    return true;
  };
  if (!(await explore([], parents))) return runs;
  while (parents.length > 0) {
    const next: Explored[] = [];
    for (const parent of parents) {
      for (const script of children(parent, bounds)) if (!(await explore(script, next))) return runs;
    }
    parents = next;
  }
  return runs;
};

/** The scripts with one deviation more, behind the last one: so each list comes from one parent only. */
function* children({ script, trail }: Explored, bounds: Bounds): Generator<Script> {
  const first = (script.at(-1)?.at ?? -1) + 1;
  for (let at = first; at < trail.length; at += 1) {
    const choice = trail[at];
    if (!choice || !isWithin(bounds, spent(script, trail), choice)) continue;
    for (let chosen = 1; chosen < choice.options; chosen += 1) {
      yield [...script, { at, chosen } satisfies Deviation];
    }
  }
}

interface Spent {
  readonly faults: number;
  readonly reorderings: number;
}

const spent = (script: Script, trail: Trail): Spent => {
  const kinds = script.map(({ at }) => trail[at]?.kind);
  return {
    faults: kinds.filter((kind) => kind === 'fault').length,
    reorderings: kinds.filter((kind) => kind === 'schedule').length,
  };
};

const isWithin = (bounds: Bounds, { faults, reorderings }: Spent, { kind }: Choice): boolean => {
  if (kind === 'input') return true;
  if (faults + reorderings >= bounds.together) return false;
  return kind === 'fault' ? faults < bounds.faults : reorderings < bounds.reorderings;
};

const canDeviate = (script: Script, trail: Trail, bounds: Bounds): boolean =>
  !children({ script, trail }, bounds).next().done;
