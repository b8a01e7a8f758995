import type { Message } from '@aws-sdk/client-sqs';

/** A message that was received and is invisible to others until `heldUntilMs`. */
export interface HeldMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  /** Milliseconds since the epoch. */
  readonly sentMs: number;
  readonly heldUntilMs: number;
  readonly body: string;
  /** Message attributes that are text or numbers. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** The SDK declares everything optional; a FIFO queue always gives all of it. */
export const heldMessage = (message: Message, heldUntilMs: number): HeldMessage => {
  const attributes = Object.entries(message.MessageAttributes ?? {}).flatMap(([name, { StringValue }]) =>
    StringValue === undefined ? [] : [[name, StringValue] as const],
  );
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    groupId: message.Attributes?.MessageGroupId ?? '',
    deduplicationId: message.Attributes?.MessageDeduplicationId ?? '',
    sentMs: Number(message.Attributes?.SentTimestamp),
    heldUntilMs,
    body: message.Body ?? '',
    attributes: new Map(attributes),
  };
};
