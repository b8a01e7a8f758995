import { metricNames } from '../../contract/metrics';
import type { AppliedEvent } from '../../core/sequencing/apply';
import { releasable } from '../../core/sequencing/release';
import { settle } from '../../core/sequencing/settle';
import type { CommittedEvent, ParkedEvent } from '../../core/sequencing/sequence';
import type { ModuleEvent, ModuleState } from '../feature-module';
import { workingMs } from '../module-context';
import { reportOutcome } from '../report-outcome';
import { type EventInHand, keepParked } from './parked-envelopes';
import { playRound, type Round } from './play-round';
import type { SequencedEntity } from './sequenced-entity';

/**
 * Applies all parked events that can be applied, in as few commits as their number allows, and parks the event in
 * hand if it is not among them. When the time is up, what is left is due at once: the next release goes on.
 *
 * @throws what the module threw for the event in hand, after what came before it has been committed
 */
export const applyReleasable = async (start: SequencedEntity, inHand?: EventInHand): Promise<void> => {
  let round = await applyRound(start, inHand);
  // What is left now, the event in hand too, is kept with the other parked ones.
  while (!round.isOver) round = await applyRound(round.entity);
};

interface AppliedRound {
  readonly entity: SequencedEntity;
  /** Nothing more can be applied now. */
  readonly isOver: boolean;
}

const applyRound = async (start: SequencedEntity, inHand?: EventInHand): Promise<AppliedRound> => {
  const round = await playRound(start, inHand);
  const parked = round.sequence.parked.some(({ key }) => key === inHand?.key) ? inHand : undefined;
  if (parked) await keepParked(start, parked);
  const entity = round.isChanged || parked ? await commitRound(start, round, parked) : start;
  if (round.ownFailure) throw round.ownFailure.error;
  const applied = round.applied.map(({ event }) => event).filter(({ key }) => key !== inHand?.key);
  await discard(entity, [...applied, ...round.deadLettered]);
  const isDone = !round.isChanged || releasable(entity.sequence, entity.rules, entity.asOf).length === 0;
  return { entity, isOver: isDone || workingMs(entity.invocation) === 0 };
};

const commitRound = async (
  entity: SequencedEntity,
  round: Round,
  parked: EventInHand | undefined,
): Promise<SequencedEntity> => {
  const changes: CommittedEvent[] = [
    ...round.applied.map(({ event, gap }) => committedAs(gap ? 'gap' : 'applied', event)),
    ...round.deadLettered.map((event) => committedAs('dead-lettered', event)),
    ...(parked ? [committedAs('parked', parked.envelope)] : []),
  ];
  const committed = await entity.commit(settle(round.sequence, entity.rules, entity.asOf), changes);
  await committed.note(changes);
  report(entity, round, parked?.envelope);
  return committed;
};

const committedAs = (
  outcome: CommittedEvent['outcome'],
  { source, id }: Pick<ParkedEvent, 'source' | 'id'>,
): CommittedEvent => ({ source, id, outcome });

/** Nothing depends on it: what stays expires. */
const discard = async ({ deps, name }: SequencedEntity, events: readonly ParkedEvent[]): Promise<void> => {
  if (events.length === 0) return;
  await deps.parkedEvents.discard(name, events).catch(() => undefined);
};

const report = (
  { name, deps }: SequencedEntity,
  { applied }: { readonly applied: readonly AppliedEvent<ModuleState>[] },
  parked: ModuleEvent | undefined,
): void => {
  for (const { event, gap, resequenced } of applied) {
    reportOutcome(gap ? 'gap' : 'applied', { ...name, ...identity(event) }, deps);
    if (resequenced) deps.metrics.count(metricNames.eventResequenced);
  }
  if (parked) reportOutcome('parked', { ...name, ...identity(parked) }, deps);
};

const identity = ({ source, id, type }: Pick<ParkedEvent, 'source' | 'id' | 'type'>) => ({
  source,
  id,
  type,
});
