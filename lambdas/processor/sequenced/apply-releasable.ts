import { metricNames } from '../../contract/metrics';
import type { OrderKey } from '../../core/order-key';
import type { AppliedEvent } from '../../core/sequencing/apply';
import { releasable } from '../../core/sequencing/release';
import { settle } from '../../core/sequencing/settle';
import type { CommittedEvent, ParkedEvent } from '../../core/sequencing/sequence';
import type { ModuleEvent, ModuleState } from '../feature-module';
import { workingMs } from '../module-context';
import { reportOutcome } from '../report-outcome';
import { type EventInHand, playRound, type Round } from './play-round';
import type { SequencedEntity } from './sequenced-entity';

/**
 * Applies all parked events that can be applied, in as few commits as their number allows, and parks the event in
 * hand if it is not among them. When the time is up, what is left is due at once: the next release goes on.
 *
 * @returns whether anything was committed
 * @throws what the module threw for the event in hand, after what came before it has been committed
 */
export const applyReleasable = async (start: SequencedEntity, inHand?: EventInHand): Promise<boolean> => {
  let entity = start;
  let isKept = inHand === undefined;
  for (let commits = 0; ; commits += 1) {
    const round = await playRound(entity, inHand);
    const parksInHand = !isKept && round.sequence.parked.some(({ key }) => key === inHand?.key);
    if (round.isChanged || parksInHand) {
      if (parksInHand && inHand) {
        const { envelope } = inHand;
        await entity.deps.parkedEvents.keep(entity.name, inHand.key, { envelope, nowMs: entity.nowMs });
      }
      const parked = parksInHand && inHand ? inHand.envelope : undefined;
      entity = await commitRound(entity, round, {
        parked,
        unkept: isKept || parksInHand ? undefined : inHand?.key,
      });
      isKept ||= parksInHand;
    }
    if (round.ownFailure) throw round.ownFailure.error;
    const isOver = !round.isChanged || releasable(entity.sequence, entity.rules, entity.now).length === 0;
    if (isOver || workingMs(entity.invocation) === 0) return commits > 0 || round.isChanged || parksInHand;
  }
};

interface Ends {
  /** The event in hand, if this commit parks it. */
  readonly parked: ModuleEvent | undefined;
  /** Key of the event in hand, if it was kept nowhere. */
  readonly unkept: OrderKey | undefined;
}

const commitRound = async (
  entity: SequencedEntity,
  round: Round,
  { parked, unkept }: Ends,
): Promise<SequencedEntity> => {
  const changes: CommittedEvent[] = [
    ...round.applied.map(({ event: { source, id }, gap }) => ({
      ...{ source, id },
      outcome: gap ? ('gap' as const) : ('applied' as const),
    })),
    ...round.deadLettered.map(({ source, id }) => ({ source, id, outcome: 'dead-lettered' as const })),
    ...(parked ? [{ source: parked.source, id: parked.id, outcome: 'parked' as const }] : []),
  ];
  const committed = await entity.commit(settle(round.sequence, entity.rules, entity.now), changes);
  await committed.note(changes);
  report(entity, round, parked);
  const gone = [...round.applied.map(({ event }) => event), ...round.deadLettered];
  await discard(
    committed,
    gone.filter(({ key }) => key !== unkept),
  );
  return committed;
};

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
