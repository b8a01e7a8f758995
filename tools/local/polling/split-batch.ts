import type { Message } from '@aws-sdk/client-sqs';
import { maxPayloadBytes } from '../lambda/invocation';
import { type QueueIdentity, sqsEvent } from './sqs-event';

const eventBytes = (messages: readonly Message[], identity: QueueIdentity): number =>
  Buffer.byteLength(JSON.stringify(sqsEvent(messages, identity)));

/**
 * Cuts received messages, in their order, into batches whose event a function can take: ten messages of
 * 1 MiB are more than an invocation's 6 MB. A message that is too large by itself stands alone.
 */
export const splitBatch = (messages: readonly Message[], identity: QueueIdentity): readonly Message[][] => {
  const batches: Message[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const more = eventBytes([message], identity);
    if (bytes + more > maxPayloadBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(message);
    bytes += more;
  }
  return batches;
};
