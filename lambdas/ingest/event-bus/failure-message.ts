import * as z from 'zod/mini';
import { isRecord } from '../../core/is-record';
import { NoFailedEventError } from './errors';
import { parseJsonOrUndefined } from '../../core/parse-json-or-undefined';

/** An SQS event, as far as a redrive reads it. Source: AWS Lambda developer guide, "Using Lambda with Amazon SQS". */
const queueEventSchema = z.object({
  Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), messageId: z.string(), body: z.string() })),
});

/**
 * What Lambda sends to a destination on failure. Source: AWS Lambda developer guide, "Capturing records of Lambda
 * asynchronous invocations".
 */
const failedInvocationSchema = z.object({ requestPayload: z.custom(isRecord) });

/** What EventBridge sends to a target's dead-letter queue: the event itself. */
const busEventSchema = z.object({ 'detail-type': z.string(), source: z.string() });

export type FailureMessage = z.infer<typeof queueEventSchema>['Records'][number];

/** The messages of the failure queue, if that is what the function was invoked with. */
export const failureMessagesIn = (event: unknown): readonly FailureMessage[] | undefined => {
  const parsed = queueEventSchema.safeParse(event);
  return parsed.success ? parsed.data.Records : undefined;
};

/**
 * The event that failed.
 *
 * @throws {NoFailedEventError} when there is none in the message
 */
export const failedEventIn = ({ body }: FailureMessage): unknown => {
  const content = parseJsonOrUndefined(body);
  const invocation = failedInvocationSchema.safeParse(content);
  const event = invocation.success ? invocation.data.requestPayload : content;
  if (busEventSchema.safeParse(event).success) return event;
  throw new NoFailedEventError();
};
