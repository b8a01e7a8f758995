import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod/mini';
import { metricNames, sourceDimension } from '../../contract/metrics';
import { errorName } from '../../core/error-name';
import { canBePassedOn } from '../../core/formats/parse-json';
import { jsonOfAnyDepth } from '../../core/json-of-any-depth';
import { ingestEvent } from '../ingest-event';
import type { AcceptDependencies } from '../ports';
import { reportOutcome } from '../report-outcome';
import { reportUnavailable } from '../report-unavailable';
import { withinDeadline } from '../within-deadline';
import type { EventBusConfig } from './config';
import { UnknownEventBusError } from './errors';
import { failedEventIn, type FailureMessage, failureMessagesIn } from './failure-message';

/**
 * Nobody waits for an answer, but the function's own timeout, 30 seconds, must not cut off what is logged here. All
 * messages of a batch have it together.
 */
const deadlineMs = 20_000;

export type EventBusRuntime = Pick<
  EventBusConfig,
  'sourcesByBus' | 'manifests' | 'claimRetentionSeconds' | 'platformUrl'
>;

export type EventBusHandler = (event: unknown) => Promise<SQSBatchResponse | undefined>;

/**
 * The handler behind a rule on a partner event bus, invoked asynchronously with one event. Accepted, duplicate, ignored
 * and quarantined are all the same to whoever invokes it. It throws when an event could not be stored, so that Lambda
 * tries again, and in the end keeps it in the failure queue.
 *
 * It takes that queue's messages as well, as a batch of SQS: a mapping from there, which is switched off as a rule, is
 * how an operator gives failed events back.
 */
export const createEventBusHandler =
  (config: EventBusRuntime, deps: AcceptDependencies): EventBusHandler =>
  async (event) => {
    const messages = failureMessagesIn(event);
    if (messages) return redrive(messages, config, deps);
    await accept({ event, deadlineMs }, config, deps);
    return undefined;
  };

const busEventSchema = z.object({ source: z.string() });

/**
 * @throws {UnknownEventBusError}
 * @throws {IngestUnavailableError}
 */
const accept = async (
  { event, deadlineMs }: { readonly event: unknown; readonly deadlineMs: number },
  config: EventBusRuntime,
  deps: AcceptDependencies,
): Promise<void> => {
  const receivedMs = deps.clock.now();
  const source = sourceOf(event, config, deps);
  const rawBody = Buffer.from(textOf(event));
  const delivery = { source, format: 'genesys', door: 'event-bus', rawBody, receivedMs } as const;
  try {
    const outcome = await withinDeadline(deps.timer, deadlineMs, (signal) =>
      ingestEvent({ ...delivery, signal }, config, deps),
    );
    reportOutcome(outcome, source, deps);
  } catch (error) {
    reportUnavailable(error, source, deps);
    throw error;
  } finally {
    deps.metrics.flush({ [sourceDimension]: source });
  }
};

/** Lambda has parsed the event already; what cannot be passed on must still be kept as it is. */
const textOf = (event: unknown): string =>
  canBePassedOn(event) ? JSON.stringify(event) : jsonOfAnyDepth(event);

/** A partner event's `source` is the name of its event source, and so of the bus that carries it. */
const sourceOf = (
  event: unknown,
  { sourcesByBus }: EventBusRuntime,
  { log, metrics }: AcceptDependencies,
): string => {
  const parsed = busEventSchema.safeParse(event);
  const source = parsed.success ? sourcesByBus.get(parsed.data.source) : undefined;
  if (source !== undefined) return source;
  metrics.count(metricNames.eventBusUnknown);
  metrics.flush({});
  log.error('EVENT_BUS_UNKNOWN', {});
  throw new UnknownEventBusError();
};

/**
 * One after the other: a redrive is in no hurry, and what was down may just have come up again. What there is no time
 * for stays in the queue.
 */
const redrive = async (
  messages: readonly FailureMessage[],
  config: EventBusRuntime,
  deps: AcceptDependencies,
): Promise<SQSBatchResponse> => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  const endsMs = deps.clock.now() + deadlineMs;
  for (const message of messages) {
    try {
      const event = failedEventIn(message);
      await accept({ event, deadlineMs: endsMs - deps.clock.now() }, config, deps);
    } catch (error) {
      const { messageId } = message;
      deps.log.warn('REDRIVE_FAILED', { messageId, errorName: errorName(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};
