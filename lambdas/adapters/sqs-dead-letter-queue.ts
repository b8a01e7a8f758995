import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { deadLetterAttributes } from '../contract/dead-letter-attributes';
import type { DeadLetter, DeadLetterQueue } from '../processor/ports';
import { encodingAttributes } from './queue-message-attributes';

/** A module's DLQ: the message as it was, under the same group, with its cause beside it. */
export class SqsDeadLetterQueue implements DeadLetterQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async send(letter: DeadLetter): Promise<void> {
    const { record } = letter;
    const command = new SendMessageCommand({
      QueueUrl: this.#queueUrl,
      MessageBody: record.body,
      MessageGroupId: record.groupId,
      MessageDeduplicationId: record.deduplicationId,
      MessageAttributes: {
        ...encodingAttributes(record.encoding).MessageAttributes,
        ...causeAttributes(letter),
      },
    });
    await this.#client.send(command);
  }
}

const causeAttributes = (letter: DeadLetter): Record<string, MessageAttributeValue> => ({
  [deadLetterAttributes.module]: text(letter.module),
  [deadLetterAttributes.cause]: text(letter.cause),
  [deadLetterAttributes.errorName]: text(letter.errorName),
  [deadLetterAttributes.attempts]: { DataType: 'Number', StringValue: String(letter.attempts) },
  [deadLetterAttributes.firstFailedAt]: text(letter.firstFailedAt),
  [deadLetterAttributes.lastFailedAt]: text(letter.lastFailedAt),
  [deadLetterAttributes.entity]: text(`${letter.entityType}/${letter.record.groupId}`),
  ...(letter.event && {
    [deadLetterAttributes.eventId]: text(encodeURIComponent(letter.event.id)),
    [deadLetterAttributes.eventType]: text(encodeURIComponent(letter.event.type)),
  }),
});

const text = (value: string): MessageAttributeValue => ({ DataType: 'String', StringValue: value });
