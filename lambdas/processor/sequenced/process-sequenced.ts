import type { OutcomeName } from '../../contract/claim-outcome';
import { orderKeyOf } from '../../core/route-event';
import { decide } from '../../core/sequencing/decide';
import { settle } from '../../core/sequencing/settle';
import { ConcurrentCommitError } from '../errors';
import type { ModuleEvent, SequenceModule } from '../feature-module';
import { entityFor } from '../module-entity';
import type { Invocation, SequenceDependencies } from '../ports';
import type { QueueMessage } from '../queue-record';
import { reportOutcome } from '../report-outcome';
import { applyLateEvent } from './apply-late-event';
import { applyReleasable } from './apply-releasable';
import { windowEnd } from './sequence-rules';
import { CommitConflict, SequencedEntity } from './sequenced-entity';

export interface SequencedMessage {
  readonly message: QueueMessage;
  readonly invocation: Invocation;
}

/** Somebody else commits the same entity only when a message came again before its time was over. */
const maxTries = 5;

/**
 * Policy `sequence`: decides by what is known of the entity whether the event is applied now, parked, or late, and
 * applies whatever can be applied with it. One conditional commit; the outcomes are noted on the claims behind it. A
 * crash at any point is healed by the next delivery: what was committed is recognised, and noted then.
 *
 * @throws whatever the module throws for this very event, or a store; the message is to be delivered again then.
 */
export const processSequenced = async (
  sequenced: SequencedMessage,
  featureModule: SequenceModule,
  deps: SequenceDependencies,
): Promise<void> => {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    try {
      return await processOnce(sequenced, featureModule, deps);
    } catch (error) {
      if (!(error instanceof CommitConflict)) throw error;
    }
  }
  throw new ConcurrentCommitError(`The entity was committed by others ${maxTries} times meanwhile.`);
};

const processOnce = async (
  { message, invocation }: SequencedMessage,
  featureModule: SequenceModule,
  deps: SequenceDependencies,
): Promise<void> => {
  if (message.kind === 'release') {
    const at = { entity: message.entity, invocation };
    return processRelease(await SequencedEntity.load(at, featureModule, deps));
  }
  const at = { entity: entityFor(featureModule.manifest, message.envelope), invocation };
  return processArrival(await SequencedEntity.load(at, featureModule, deps), message.envelope);
};

const processArrival = async (known: SequencedEntity, envelope: ModuleEvent): Promise<void> => {
  const { featureModule, rules, now } = known;
  const arrival = {
    key: orderKeyOf(featureModule.manifest, envelope),
    source: envelope.source,
    id: envelope.id,
    type: envelope.type,
    dueAt: windowEnd(featureModule, known.nowMs),
    bytes: Buffer.byteLength(JSON.stringify(envelope)),
  };
  const decision = decide(known.sequence, arrival, { rules, now });
  switch (decision.kind) {
    case 'duplicate':
      return noteAgain(known, envelope, decision.outcome);
    case 'late':
      return applyLateEvent(known.with(decision.sequence), envelope);
    case 'apply':
    case 'park':
      await applyReleasable(known.with(decision.sequence), { key: arrival.key, envelope });
  }
};

/** The function may have died right behind the commit that dealt with the event, before all was noted. */
const noteAgain = async (
  known: SequencedEntity,
  { source, id, type }: ModuleEvent,
  outcome: OutcomeName,
): Promise<void> => {
  const { lastCommit } = known.sequence;
  const isLast = lastCommit.some((event) => event.source === source && event.id === id);
  await known.note(isLast ? lastCommit : [{ source, id, outcome }]);
  reportOutcome('replayed', { ...known.name, source, id, type }, known.deps);
};

/** Where nothing is due, a release that died right behind its commit may have left outcomes to note. */
const processRelease = async (known: SequencedEntity): Promise<void> => {
  const settled = settle(known.sequence, known.rules, known.now);
  const didCommit = await applyReleasable(known.with(settled));
  if (!didCommit) await known.note(known.sequence.lastCommit);
};
