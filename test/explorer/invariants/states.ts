import { isDeepStrictEqual } from 'node:util';
import type { OutcomeName } from '../../../lambdas/contract/claim-outcome';
import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';
import { assertNever } from '../../../lambdas/core/assert-never';
import { callId, historyIn } from '../scenarios/call-events';
import type { World } from '../world/world';
import type { EndedRun, InvariantName, Violation } from './violation';
import { eventsOf, outcomeOf } from './expected';

/**
 * I3 and I4: the state is what the events give in the order of their times, each once. The scenarios' modules keep the
 * ids of the events as they were applied, so that the state tells it itself.
 */
export const checkStates = ({ world }: EndedRun): readonly Violation[] =>
  world.scenario.modules.flatMap(({ manifest }) => {
    switch (manifest.policy) {
      case 'sequence':
        return checkHistory(world, manifest);
      case 'latest':
        return checkNewest(world, manifest);
      case 'none':
        return [];
      default:
        return assertNever(manifest);
    }
  });

const reflected: readonly (OutcomeName | undefined)[] = ['applied', 'gap'];

const checkHistory = (world: World, manifest: ModuleManifest): readonly Violation[] => {
  const { name } = manifest;
  const expected = eventsOf(world, manifest)
    .filter(({ id }) => reflected.includes(outcomeOf(world, name, id)))
    .map(({ id }) => id);
  const commit = world.sequences.get(name, 'call', callId);
  const actual = historyIn(commit?.sequence.head.state);
  if (isDeepStrictEqual(actual, expected)) return [];
  return [
    {
      invariant: invariantOf(actual, expected),
      problem: `${name} has applied [${actual.join(', ')}]; by the events' outcomes and times it should be [${expected.join(', ')}].`,
    },
  ];
};

/** Twice is twice, whatever the order. */
const invariantOf = (actual: readonly string[], expected: readonly string[]): InvariantName => {
  if (new Set(actual).size < actual.length) return 'I3';
  return expected.some((id) => !actual.includes(id)) ? 'I2' : 'I4';
};

const checkNewest = (world: World, manifest: ModuleManifest): readonly Violation[] => {
  const { name } = manifest;
  const isApplied = ({ id }: { readonly id: string }): boolean => outcomeOf(world, name, id) === 'applied';
  const newest = eventsOf(world, manifest).findLast(isApplied)?.id;
  const [actual] = historyIn(world.snapshots.get(name, 'call', callId)?.state).toReversed();
  const stale = eventsOf(world, manifest).findLast(({ id }) => outcomeOf(world, name, id) === 'stale')?.id;
  const violations: Violation[] = [];
  if (actual !== newest) {
    const problem = `The state of ${name} is that of ${actual ?? 'no event'}; the newest applied one is ${newest ?? 'none'}.`;
    violations.push({ invariant: 'I4', problem });
  }
  if (stale !== undefined && (newest === undefined || stale > newest)) {
    violations.push({
      invariant: 'I4',
      problem: `${stale} is stale in ${name}, though nothing newer is applied.`,
    });
  }
  return violations;
};
