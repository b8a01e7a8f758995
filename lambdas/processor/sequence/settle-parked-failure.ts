import { parkedRetrySeconds } from '../../contract/limits';
import { groupIdOf } from '../../core/entity';
import { instantFromEpochMs } from '../../core/instant';
import { encodeMessage } from '../../core/queue-message';
import { deduplicationIdOf } from '../../core/route-event';
import { postpone, withoutParked } from '../../core/sequencing/apply';
import type { DeadLetter } from '../ports';
import { settleFailure } from '../settle-failure';
import type { FailedEvent, Round } from './play-round';
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
  const record = recordOf(entity, failed);
  const { module } = entity.name;
  const verdict = await settleFailure({ record, tries, event, error, module }, entity.deps);
  if (verdict === 'dead-lettered') {
    const sequence = withoutParked(round.sequence, event.key);
    return { ...round, sequence, deadLettered: [...round.deadLettered, event], isChanged: true };
  }
  const retryAt = instantFromEpochMs(entity.nowMs + parkedRetrySeconds * 1000);
  const sequence = postpone(round.sequence, { key: event.key, attempts: tries, retryAt });
  return { ...round, sequence, isChanged: true };
};

/** The event as the message that it came in; of one whose envelope is gone, what is known. */
const recordOf = ({ entity }: SequencedEntity, { event, envelope }: FailedEvent): DeadLetter['record'] => {
  const { source, id, type, key } = event;
  const message = encodeMessage(envelope ?? { parked: { source, id, type, key } });
  const content = message.kind === 'fits' ? message : { body: JSON.stringify({ parked: { source, id } }) };
  return {
    body: content.body,
    encoding: 'encoding' in content ? content.encoding : undefined,
    groupId: groupIdOf(entity),
    deduplicationId: deduplicationIdOf(event),
  };
};
