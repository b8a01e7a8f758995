/** A message in a module's queue. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly body: string;
  readonly encoding?: string;
  readonly sentMs: number;
}

/** The message as the function receives it. */
export const recordOf = (
  { messageId, groupId, deduplicationId, body, encoding, sentMs }: QueuedMessage,
  receiveCount: number,
) => ({
  messageId,
  receiptHandle: messageId,
  body,
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: String(sentMs),
    MessageGroupId: groupId,
    MessageDeduplicationId: deduplicationId,
  },
  messageAttributes: encoding === undefined ? {} : { encoding: { stringValue: encoding } },
});
