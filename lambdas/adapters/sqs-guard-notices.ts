import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { GuardNotices } from '../processor/ports';

/** The guard's queue. */
export class SqsGuardNotices implements GuardNotices {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async tell(dependency: string): Promise<void> {
    const MessageBody = JSON.stringify({ dependency });
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody }));
  }
}
