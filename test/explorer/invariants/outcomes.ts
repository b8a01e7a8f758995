import type { OutcomeName } from '../../../lambdas/contract/claim-outcome';
import { defaultWindowSeconds } from '../../../lambdas/contract/limits';
import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';
import type { World } from '../world/world';
import type { EndedRun, Violation } from './violation';
import { enteredMs, eventsOf, isAcknowledged, outcomeOf } from './expected';

/**
 * I2: each event that was answered 200 has a final outcome in each module that wants it, and one that was given up lies
 * in the DLQ. I4, the outcomes' part: none says that an event came too late when it did not.
 */
export const checkOutcomes = ({ world }: EndedRun): readonly Violation[] => [
  ...checkNotedEarly(world),
  ...world.scenario.modules.flatMap(({ manifest }) => [
    ...checkFinal(world, manifest),
    ...checkInTime(world, manifest),
  ]),
];

/** What is noted before the commit is a lie if the commit never comes. */
const checkNotedEarly = ({ claims }: World): readonly Violation[] =>
  claims.notedEarly.map((what) => ({
    invariant: 'I2',
    problem: `${what} was noted as applied before that was committed.`,
  }));

const checkFinal = (world: World, manifest: ModuleManifest): readonly Violation[] => {
  const { name } = manifest;
  const lost = (problem: string): Violation => ({ invariant: 'I2', problem });
  return eventsOf(world, manifest).flatMap(({ id }) => {
    if (!isAcknowledged(world, id)) return [];
    const outcome = outcomeOf(world, name, id);
    if (outcome === undefined) return [lost(`${id} was answered 200 and has no outcome in ${name}.`)];
    if (outcome === 'parked') return [lost(`${id} stays parked in ${name} for ever.`)];
    const isInDlq = world.deadLettersOf(name).some(({ event }) => event?.id === id);
    return outcome === 'dead-lettered' && !isInDlq
      ? [lost(`${id} was given up by ${name} and is not in its DLQ.`)]
      : [];
  });
};

/** Outcomes that are right only for an event that came later than its window allows. */
const ofLateEvents: readonly (OutcomeName | undefined)[] = ['gap', 'late'];

/** If all of them entered the queue within the window, they must be applied in their order, whatever failed after that. */
const checkInTime = (world: World, manifest: ModuleManifest): readonly Violation[] => {
  if (manifest.policy !== 'sequence') return [];
  const { name, windowSeconds = defaultWindowSeconds } = manifest;
  const events = eventsOf(world, manifest);
  const times = events.flatMap(({ id }) => enteredMs(world, name, id) ?? []);
  const isInTime = Math.max(...times) - Math.min(...times) < windowSeconds * 1000;
  // What was given up leaves a gap, and another copy of it comes late.
  const isGapExpected = world.deadLettersOf(name).length > 0;
  if (!isInTime || isGapExpected || times.length < events.length) return [];
  return events.flatMap(({ id }): readonly Violation[] => {
    const outcome = outcomeOf(world, name, id);
    if (!ofLateEvents.includes(outcome)) return [];
    const problem = `${id} is ${outcome ?? ''} in ${name}, though all events entered its queue within the window.`;
    return [{ invariant: 'I4', problem }];
  });
};
