import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { OutgoingRelease } from '../core/release-message';
import type { RefusedRelease, ReleaseQueues } from '../release/ports';

/** The modules' FIFO queues, as the release function sends into them. */
export class SqsReleaseQueues implements ReleaseQueues {
  readonly #client: SQSClient;
  readonly #queueUrls: ReadonlyMap<string, string>;

  /** @param queueUrls by module */
  constructor(client: SQSClient, queueUrls: ReadonlyMap<string, string>) {
    this.#client = client;
    this.#queueUrls = queueUrls;
  }

  /** An entry that the answer says nothing about counts as refused. */
  async send(module: string, messages: readonly OutgoingRelease[]): Promise<readonly RefusedRelease[]> {
    const command = new SendMessageBatchCommand({
      QueueUrl: this.#queueUrls.get(module),
      Entries: messages.map((message, index) => ({
        Id: String(index),
        MessageBody: message.body,
        MessageGroupId: message.groupId,
        MessageDeduplicationId: message.deduplicationId,
      })),
    });
    const { Successful = [], Failed = [] } = await this.#client.send(command);
    const taken = new Set(Successful.map(({ Id }) => Id));
    const failures = new Map(Failed.map((failure) => [failure.Id, failure]));
    return messages.flatMap((message, index) => {
      if (taken.has(String(index))) return [];
      const failure = failures.get(String(index));
      return [{ message, errorName: failure?.Code ?? 'Unanswered', isRetryable: !failure?.SenderFault }];
    });
  }
}
