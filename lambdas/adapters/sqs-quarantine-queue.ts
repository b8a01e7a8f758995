import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { OutgoingMessage, QuarantineQueue } from '../ingest/ports';
import { encodingAttributes } from './queue-message-attributes';

export class SqsQuarantineQueue implements QuarantineQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async keep(message: Pick<OutgoingMessage, 'body' | 'encoding'>, signal: AbortSignal): Promise<void> {
    const command = new SendMessageCommand({
      QueueUrl: this.#queueUrl,
      MessageBody: message.body,
      ...encodingAttributes(message.encoding),
    });
    await this.#client.send(command, { abortSignal: signal });
  }
}
