import { maxAttempts } from '../contract/limits';
import { metricNames } from '../contract/metrics';
import type { Envelope } from '../core/envelope';
import { errorName } from '../core/error-name';
import { instantFromEpochMs } from '../core/instant';
import type { ProcessorDependencies } from './ports';
import type { QueueRecord } from './queue-record';

export interface Failure {
  readonly record: QueueRecord;
  /** Absent when the message could not be decoded. */
  readonly envelope: Envelope | undefined;
  readonly error: unknown;
  readonly module: string;
}

/**
 * Decides what becomes of a message that failed: deliver it again, or, after the third counted failure, send it
 * to the DLQ with its cause, so that its group can go on. Failures are counted on the event's claim; deliveries
 * would count for the innocent too.
 *
 * @throws when the failure could not be counted or the DLQ did not take the message; it is delivered again then.
 */
export const settleFailure = async (
  failure: Failure,
  deps: ProcessorDependencies,
): Promise<'retry' | 'dead-lettered'> => {
  const { record, envelope, error, module } = failure;
  const event = envelope && { source: envelope.source, eventId: envelope.id };
  const fields = {
    module,
    ...event,
    messageId: record.messageId,
    entityHash: record.groupId,
    receiveCount: record.receiveCount,
    errorName: errorName(error),
  };
  deps.metrics.count(metricNames.eventFailed);
  deps.log.error('EVENT_FAILED', fields);

  const counted = event && (await deps.attempts.count({ ...event, module }));
  const attempts = counted ?? record.receiveCount;
  if (attempts < maxAttempts) return 'retry';

  const failedAt = instantFromEpochMs(deps.clock.now());
  await deps.deadLetters.send({
    record,
    module,
    errorName: fields.errorName,
    attempts,
    failedAt,
    ...(envelope && { event: { id: envelope.id, type: envelope.type } }),
  });
  if (event) await deps.outcomes.record({ ...event, module, outcome: 'dead-lettered', at: failedAt });
  deps.metrics.count(metricNames.eventDeadLettered);
  deps.log.error('EVENT_DEAD_LETTERED', { ...fields, attempts });
  return 'dead-lettered';
};
