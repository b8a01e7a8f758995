import { defaultMaxAttempts, maxUnfinishedTries } from '../../../lambdas/contract/limits';
import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';
import type { DeadLetter } from '../../../lambdas/processor/ports';
import type { World } from '../world/world';
import type { EndedRun, Violation } from './violation';
import { effectKey, eventsOf } from './expected';

/**
 * I6: a DLQ has what failed for its own fault and nothing else; and whatever is to fail does so the number of times that
 * is allowed, whatever dies in between.
 */
export const checkDeadLetters = ({ world, trail }: EndedRun): readonly Violation[] => {
  const faults = trail.filter(({ kind, chosen }) => kind === 'fault' && chosen > 0).length;
  return world.scenario.modules.flatMap(({ manifest }) => [
    ...world.deadLettersOf(manifest.name).flatMap((letter) => checkLetter(world, manifest, letter)),
    ...checkRedriven(world, manifest),
    ...checkAttempts(world, manifest, faults),
  ]);
};

const innocent = (problem: string): readonly Violation[] => [{ invariant: 'I6', problem }];

const checkLetter = (
  world: World,
  { name, maxAttempts = defaultMaxAttempts }: ModuleManifest,
  { event, cause, errorName }: DeadLetter,
): readonly Violation[] => {
  const id = event?.id ?? 'a message without an event';
  if (isGuilty(world, { name, maxAttempts, id, cause })) return [];
  return innocent(`${id} is in the DLQ of ${name} (${cause}, ${errorName}), and nothing was wrong with it.`);
};

interface Accused {
  readonly name: string;
  readonly maxAttempts: number;
  readonly id: string;
  readonly cause: string;
}

const isGuilty = (world: World, { name, maxAttempts, id, cause }: Accused): boolean => {
  const { scenario, crm, processors } = world;
  if (scenario.events.some((event) => event.id === id && event.mischief !== undefined)) return true;
  const key = effectKey(name, id);
  if (crm.rejected.has(key) || (crm.failed.get(key) ?? 0) >= maxAttempts) return true;
  // Deaths are blamed on whatever is worked on alone, again and again: that cannot be told from an event that kills.
  const deaths = processors.get(name)?.deaths ?? 0;
  return cause === 'PROCESSOR_DIED' && deaths >= maxUnfinishedTries;
};

/** What SQS moves by itself has been delivered a thousand times. */
const checkRedriven = (world: World, { name }: ModuleManifest): readonly Violation[] =>
  world
    .queue(name)
    .redriven.flatMap(({ messageId }) => innocent(`SQS has moved ${messageId} to the DLQ of ${name}.`));

/**
 * A fault can cost one more attempt: the one that could not be counted. A second copy of an event that was given up
 * already has attempts of its own, like one that comes back from the DLQ.
 */
const checkAttempts = (world: World, manifest: ModuleManifest, faults: number): readonly Violation[] =>
  eventsOf(world, manifest).flatMap(({ id, mischief }) => {
    if (mischief !== 'throws') return [];
    const letters = world.deadLettersOf(manifest.name).filter(({ event }) => event?.id === id);
    const allowed = (manifest.maxAttempts ?? defaultMaxAttempts) * Math.max(1, letters.length) + faults;
    const thrown = world.throws.get(`${manifest.name} ${id}`) ?? 0;
    if (thrown <= allowed) return [];
    return innocent(
      `${id} failed ${thrown} times in ${manifest.name}; with ${faults} fault(s), ${allowed} are allowed.`,
    );
  });
