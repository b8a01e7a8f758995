import type { OutcomeName } from '../../contract/claim-outcome';
import { orderKeyOf } from '../../core/route-event';
import { decide } from '../../core/sequencing/decide';
import { settle } from '../../core/sequencing/settle';
import { ConcurrentCommitError } from '../errors';
import type { ModuleEvent, SequenceModule } from '../feature-module';
import { entityFor } from '../module-entity';
import type { Delivery, MessageProcessor, SequenceDependencies } from '../ports';
import { reportOutcome } from '../report-outcome';
import { applyLateEvent } from './apply-late-event';
import { applyReleasable } from './apply-releasable';
import { windowEnd } from './sequence-rules';
import { CommitConflict, SequencedEntity } from './sequenced-entity';

/** Somebody else commits the same entity only when a message came again before its time was over. */
const maxTries = 5;

/**
 * Policy `sequence`: decides by what is known of the entity whether the event is applied now, parked, or late, and
 * applies whatever can be applied with it. One conditional commit; the outcomes are noted on the claims behind it. A
 * crash at any point is healed by the next delivery: what was committed is recognised, and noted then.
 *
 * @throws whatever the module throws for this very event, or a store; the message is to be delivered again then.
 */
const processSequenced = async (
  delivery: Delivery,
  featureModule: SequenceModule,
  deps: SequenceDependencies,
): Promise<void> => {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    try {
      // The commit that stands in the way may be our own, its reply lost and its outcomes not noted yet.
      return await processOnce(
        { ...delivery, isRepeated: delivery.isRepeated || tries > 1 },
        featureModule,
        deps,
      );
    } catch (error) {
      if (!(error instanceof CommitConflict)) throw error;
    }
  }
  throw new ConcurrentCommitError(`The entity was committed by others ${maxTries} times meanwhile.`);
};

/** A processor with policy `sequence`. */
export const sequenceProcessor =
  (featureModule: SequenceModule, deps: SequenceDependencies): MessageProcessor =>
  (delivery) =>
    processSequenced(delivery, featureModule, deps);

const processOnce = async (
  { message, isRepeated, isSuspect, sentMs, invocation }: Delivery,
  featureModule: SequenceModule,
  deps: SequenceDependencies,
): Promise<void> => {
  const entity =
    message.kind === 'event' ? entityFor(featureModule.manifest, message.envelope) : message.entity;
  const known = await SequencedEntity.load({ entity, sentMs, isSuspect, invocation }, featureModule, deps);
  // The function may have died right behind its last commit, before all of it was noted.
  if (isRepeated) await known.note(known.sequence.lastCommit);
  if (message.kind === 'event') return processArrival(known, message.envelope);
  await applyReleasable(known.with(settle(known.sequence, known.rules, known.asOf)));
};

const processArrival = async (known: SequencedEntity, envelope: ModuleEvent): Promise<void> => {
  const { featureModule, rules, asOf: now } = known;
  const arrival = {
    key: orderKeyOf(featureModule.manifest, envelope),
    source: envelope.source,
    id: envelope.id,
    type: envelope.type,
    dueAt: windowEnd(featureModule, known.asOfMs),
    bytes: Buffer.byteLength(JSON.stringify(envelope)),
  };
  const decision = decide(known.sequence, arrival, { rules, now });
  switch (decision.kind) {
    case 'duplicate':
      return noteAgain(known, envelope, decision.outcome);
    case 'late':
      return processLate(known.with(decision.sequence), envelope);
    case 'apply':
    case 'park':
      await applyReleasable(known.with(decision.sequence), { key: arrival.key, envelope });
  }
};

/** Whether it was dealt with long ago, and only comes again, is asked of its claim: it must not be applied twice. */
const processLate = async (known: SequencedEntity, envelope: ModuleEvent): Promise<void> => {
  const { source, id: eventId } = envelope;
  const noted = await known.deps.outcomes.find({ source, eventId, module: known.name.module });
  if (noted === undefined || noted === 'dead-lettered') return applyLateEvent(known, envelope);
  return noteAgain(known, envelope, noted === 'parked' ? 'applied' : noted);
};

/** The event was dealt with; that may not have been noted. */
const noteAgain = async (
  known: SequencedEntity,
  { source, id, type }: ModuleEvent,
  outcome: OutcomeName,
): Promise<void> => {
  await known.note([{ source, id, outcome }]);
  reportOutcome('replayed', { ...known.name, source, id, type }, known.deps);
};
