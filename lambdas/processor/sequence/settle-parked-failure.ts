import { messageOf } from '../../core/claim-check';
import { groupIdOf } from '../../core/entity';
import { instantFromEpochMs } from '../../core/instant';
import { deduplicationIdOf } from '../../core/route-event';
import { sha256Hex } from '../../core/sha256-hex';
import { postpone, withoutParked } from '../../core/sequencing/apply';
import type { DeadLetter } from '../ports';
import { failingModuleOf, settleFailure } from '../settle-failure';
import type { FailedEvent } from './parked-envelopes';
import type { Round } from './play-round';
import type { SequencedEntity } from './sequenced-entity';

/**
 * A parked event failed, which is no fault of the message that released it: it stays parked until its next attempt,
 * and after the last one goes to the DLQ like any other.
 *
 * @throws when the failure could not be counted or the DLQ did not take the event
 */
export const settleParkedFailure = async (
  entity: SequencedEntity,
  round: Round,
  failed: FailedEvent,
): Promise<Round> => {
  const { event, error } = failed;
  const tries = event.attempts + 1;
  const record = (): Promise<DeadLetter['record']> => recordOf(entity, failed);
  const module = failingModuleOf(entity.featureModule.manifest);
  const groupId = groupIdOf(entity.entity);
  const settlement = await settleFailure({ groupId, record, tries, event, error, module }, entity.deps);
  if (settlement.kind === 'dead-lettered') {
    const sequence = withoutParked(round.sequence, event.key);
    return { ...round, sequence, deadLettered: [...round.deadLettered, event], isChanged: true };
  }
  const retryAt = instantFromEpochMs(entity.nowMs + settlement.delaySeconds * 1000);
  const attempts = settlement.isCounted ? tries : event.attempts;
  const sequence = postpone(round.sequence, { key: event.key, attempts, retryAt });
  return { ...round, sequence, isChanged: true };
};

/**
 * The event as the message that it came in; of one whose envelope is gone, what is known. The DLQ must not take it for
 * the same event that was parked, given up and put back within five minutes: each parking has an end of its own.
 */
const recordOf = async (
  { entity, deps }: SequencedEntity,
  { event, envelope }: FailedEvent,
): Promise<DeadLetter['record']> => {
  const { source, id, type, key } = event;
  const content = envelope
    ? await messageOf(envelope, deps.claimCheck)
    : { body: JSON.stringify({ parked: { source, id, type, key } }) };
  return {
    body: content.body,
    encoding: 'encoding' in content ? content.encoding : undefined,
    groupId: groupIdOf(entity),
    deduplicationId: sha256Hex(JSON.stringify(['parked', deduplicationIdOf(event), event.dueAt])),
  };
};
