import fc from 'fast-check';
import { type BusEvent, busEvent } from './bus-events';
import { canary } from './canary';

/** A message of the failure queue. */
export interface FailureMessage {
  readonly body: string;
  /** The event in it; absent: there is none. */
  readonly event?: BusEvent;
}

/** As Lambda writes it to a destination on failure. */
const invocationOf = (json: string): string =>
  `{"version":"1.0","requestContext":{"requestId":"${canary}","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":${json},"responseContext":{"statusCode":200},"responsePayload":{"errorMessage":"${canary}"}}`;

const withEvent = fc.tuple(busEvent, fc.boolean()).map(([event, isInvocation]): FailureMessage => ({
  body: isInvocation ? invocationOf(event.json) : event.json,
  event,
}));

const withoutEvent = fc
  .constantFrom(
    '',
    canary,
    '{}',
    'null',
    '[]',
    `{"requestPayload":"${canary}"}`,
    '{"requestPayload":null}',
    '{"requestPayload":[]}',
    `{"requestPayload":{"requestPayload":{"source":"${canary}"}}}`,
    `{"detail-type":7,"source":"${canary}"}`,
    `{"requestPayload":{"source":"${canary}"`,
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  )
  .map((body): FailureMessage => ({ body }));

/** What a batch from the failure queue has in it. */
export const failureMessages: fc.Arbitrary<readonly FailureMessage[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: withEvent }, { weight: 1, arbitrary: withoutEvent }),
  { maxLength: 4 },
);

export const messageIdOf = (index: number): string => `m-${index}`;

/** What SQS makes of them. */
export const toQueueEvent = (messages: readonly FailureMessage[]): unknown => ({
  Records: messages.map(({ body }, index) => ({
    messageId: messageIdOf(index),
    receiptHandle: canary,
    body,
    attributes: { SenderId: canary },
    messageAttributes: { [canary]: { stringValue: canary } },
    md5OfBody: canary,
    eventSource: 'aws:sqs',
    eventSourceARN: canary,
  })),
});
