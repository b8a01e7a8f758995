import { maxAttempts, maxReceiveCount } from '../contract/limits';
import { metricNames } from '../contract/metrics';
import type { Envelope } from '../core/envelope';
import { errorName } from '../core/error-name';
import { instantFromEpochMs } from '../core/instant';
import { EffectInProgressError } from './errors';
import type { DeadLetter, ProcessorDependencies } from './ports';

export interface Failure {
  /** The message as the DLQ is to get it. */
  readonly record: DeadLetter['record'];
  /** Absent for an event that does not come from the queue right now. */
  readonly messageId?: string;
  /** How often it was tried, this time included: stands in where failures cannot be counted on a claim. */
  readonly tries: number;
  /** Absent when the message could not be decoded. */
  readonly event: Pick<Envelope, 'source' | 'id' | 'type'> | undefined;
  readonly error: unknown;
  readonly module: string;
}

/**
 * Decides what becomes of an event that failed: try it again, or, after the third counted failure, send it to the
 * DLQ with its cause, so that its entity can go on. Failures are counted on the event's claim; deliveries would
 * count for the innocent too. An effect that is still in progress elsewhere is not counted.
 *
 * @throws when the failure could not be counted or the DLQ did not take the message; it is to be tried again then.
 */
export const settleFailure = async (
  failure: Failure,
  deps: Pick<ProcessorDependencies, 'clock' | 'log' | 'metrics' | 'attempts' | 'deadLetters' | 'outcomes'>,
): Promise<'retry' | 'dead-lettered'> => {
  const { record, event, module } = failure;
  const fields = fieldsOf(failure);
  deps.metrics.count(metricNames.eventFailed);
  deps.log.error('EVENT_FAILED', fields);

  if (failure.error instanceof EffectInProgressError) return 'retry';
  const inModule = event && { source: event.source, eventId: event.id, module };
  const counted = inModule && (await deps.attempts.count(inModule));
  const attempts = counted ?? failure.tries;
  if (attempts < maxAttempts) return 'retry';

  const failedAt = instantFromEpochMs(deps.clock.now());
  const { errorName } = fields;
  const named = event && { event: { id: event.id, type: event.type } };
  await deps.deadLetters.send({ record, module, errorName, attempts, failedAt, ...named });
  if (inModule) await deps.outcomes.record({ ...inModule, outcome: 'dead-lettered', at: failedAt });
  deps.metrics.count(metricNames.eventDeadLettered);
  deps.log.error('EVENT_DEAD_LETTERED', { ...fields, attempts });
  return 'dead-lettered';
};

/**
 * A release is a hint: it is tried again for as long as SQS does not move it to the DLQ, where it would mean
 * nothing. While anything is due, the next minute brings another.
 */
export const settleReleaseFailure = (
  failure: Failure,
  { log, metrics }: Pick<ProcessorDependencies, 'log' | 'metrics'>,
): 'retry' | 'let-go' => {
  metrics.count(metricNames.eventFailed);
  log.error('EVENT_FAILED', { ...fieldsOf(failure), reason: 'RELEASE' });
  return failure.tries < maxReceiveCount - 1 ? 'retry' : 'let-go';
};

const fieldsOf = ({ record, messageId, tries, event, error, module }: Failure) => ({
  module,
  ...(event && { source: event.source, eventId: event.id, eventType: event.type }),
  ...(messageId !== undefined && { messageId }),
  entityHash: record.groupId,
  receiveCount: tries,
  errorName: errorName(error),
});
