import { isDeepStrictEqual } from 'node:util';
import type { World } from '../world/world';
import type { EndedRun, Violation } from './violation';

/**
 * I5: whatever goes wrong in one module, all senders get the same answers at the same times as without it, and the other
 * modules come to the same, at the same times.
 *
 * @param unharmed the same run without faults and outages
 */
export const checkIsolated = (run: EndedRun, unharmed: EndedRun): readonly Violation[] => {
  const harmed = run.world.scenario.onlyModule;
  if (harmed === undefined) return [];
  const violations: Violation[] = [];
  const compare = (what: string, actual: unknown, expected: unknown): void => {
    if (isDeepStrictEqual(actual, expected)) return;
    const problem = `${what}: ${JSON.stringify(actual)}; without the faults in ${harmed}: ${JSON.stringify(expected)}.`;
    violations.push({ invariant: 'I5', problem });
  };
  compare('The answers are others', answersIn(run.world), answersIn(unharmed.world));
  for (const { manifest } of run.world.scenario.modules) {
    const { name } = manifest;
    if (name === harmed) continue;
    compare(`${name} comes to something else`, resultsIn(run.world, name), resultsIn(unharmed.world, name));
  }
  return violations;
};

const answersIn = ({ senders }: World): readonly string[] =>
  senders.acknowledgements.map(({ event, status, atMs }) => `${event} ${status} ${atMs}`).toSorted();

const resultsIn = (world: World, module: string): unknown => ({
  outcomes: Object.fromEntries([...world.claims.claims].map(([key, claim]) => [key, claim.outcomes[module]])),
  deadLetters: world.deadLettersOf(module).length,
});
