import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { GivenBack, Visibility } from '../processor/ports';

/** The queue did not take over when some of the messages are to come again. */
export class VisibilityNotSetError extends Error {
  override readonly name = 'VisibilityNotSetError';
}

/** A module's queue, as its processor gives messages back to it. */
export class SqsVisibility implements Visibility {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  /**
   * One call.
   *
   * @throws {VisibilityNotSetError} when the queue refused some; the others are set then
   */
  async set(messages: readonly GivenBack[]): Promise<void> {
    const command = new ChangeMessageVisibilityBatchCommand({
      QueueUrl: this.#queueUrl,
      Entries: messages.map(({ receiptHandle, delaySeconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: delaySeconds,
      })),
    });
    const { Failed = [] } = await this.#client.send(command);
    if (Failed.length > 0) {
      throw new VisibilityNotSetError(`The queue refused ${Failed.length} of ${messages.length} changes.`);
    }
  }
}
