import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ModuleQueues, OutgoingMessage } from '../ingest/ports';
import { encodingAttributes } from './queue-message-attributes';

export class SqsModuleQueues implements ModuleQueues {
  readonly #client: SQSClient;
  readonly #queueUrls: ReadonlyMap<string, string>;

  /** @param queueUrls by module */
  constructor(client: SQSClient, queueUrls: ReadonlyMap<string, string>) {
    this.#client = client;
    this.#queueUrls = queueUrls;
  }

  async send(module: string, message: OutgoingMessage, signal: AbortSignal): Promise<void> {
    const command = new SendMessageCommand({
      QueueUrl: this.#queueUrls.get(module),
      MessageBody: message.body,
      MessageGroupId: message.groupId,
      MessageDeduplicationId: message.deduplicationId,
      ...encodingAttributes(message.encoding),
    });
    await this.#client.send(command, { abortSignal: signal });
  }
}
