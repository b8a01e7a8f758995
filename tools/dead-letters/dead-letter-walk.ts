import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../../lambdas/core/ports';
import { type HeldMessage, heldMessage } from './held-message';

/** SQS: messages of one receive, and entries of one batch. */
const batchSize = 10;

/** How much of a DLQ was seen. SQS' own counts are approximate and may lag behind by a minute. */
export interface QueueCoverage {
  readonly module: string;
  /** Messages that were looked at. */
  readonly seen: number;
  /**
   * Messages that are there and were not looked at: behind ten others of their group, held by somebody else, or not
   * reached because the walk was ended.
   */
  readonly unseen: number;
  /** Messages that could not be given back. They come back by themselves when the time for which they are held ends. */
  readonly stillHeld: number;
}

export interface WalkOptions {
  readonly sqs: SQSClient;
  readonly module: string;
  readonly dlqUrl: string;
  readonly clock: Clock;
  /** How long received messages stay invisible, at most 12 hours. */
  readonly holdSeconds: number;
  /** How long SQS looks for messages before it says that there are none, 0–20. */
  readonly pollSeconds: number;
}

/**
 * One walk through a FIFO DLQ, each message once. SQS has no way to look at a message but to receive it, which makes it
 * invisible and locks its group. So whatever is seen is held until the end of the walk, and then given back as it was.
 *
 * - A receive of ten that ends in the middle of a group would lock the rest of it: that group is given back at once, and
 *   received as a whole.
 * - A group from which a message was removed is given back, so that what stands behind can be received.
 * - More than ten messages of a group that all stay cannot be seen: `coverage` tells how many.
 */
export class DeadLetterWalk {
  readonly #options: WalkOptions;
  readonly #held = new Map<string, HeldMessage>();
  readonly #seen = new Set<string>();
  /** Groups from which something was removed lately. */
  readonly #withRoom = new Set<string>();
  #removed = 0;
  #stillHeld = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /** Messages of one group come in their order. However it ends, everything that is held is given back. */
  async *messages(): AsyncGenerator<HeldMessage, void, undefined> {
    try {
      for (let batch = await this.#receive(); batch.length > 0; batch = await this.#receive()) {
        for (const message of await this.#withoutCutGroup(batch)) {
          if (this.#seen.has(message.messageId)) continue;
          this.#seen.add(message.messageId);
          yield message;
        }
        await this.#giveBack((message) => this.#withRoom.has(message.groupId));
        this.#withRoom.clear();
      }
    } finally {
      await this.#giveBack(() => true);
    }
  }

  /** Deletes a message that this walk holds. @throws when SQS does not; it stays there then. */
  async remove({ messageId, groupId, receiptHandle }: HeldMessage): Promise<void> {
    const { sqs, dlqUrl } = this.#options;
    await sqs.send(new DeleteMessageCommand({ QueueUrl: dlqUrl, ReceiptHandle: receiptHandle }));
    this.#held.delete(messageId);
    this.#withRoom.add(groupId);
    this.#removed += 1;
  }

  async coverage(): Promise<QueueCoverage> {
    const { sqs, dlqUrl, module } = this.#options;
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: dlqUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: invisible } =
      Attributes;
    const seen = this.#seen.size;
    const unseen = Math.max(0, Number(visible) + Number(invisible) - (seen - this.#removed));
    return { module, seen, unseen, stillHeld: this.#stillHeld };
  }

  async #receive(): Promise<readonly HeldMessage[]> {
    const { sqs, dlqUrl, clock, holdSeconds, pollSeconds } = this.#options;
    const heldUntilMs = clock.now() + holdSeconds * 1000;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: dlqUrl,
        MaxNumberOfMessages: batchSize,
        VisibilityTimeout: holdSeconds,
        WaitTimeSeconds: pollSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['MessageGroupId', 'MessageDeduplicationId', 'SentTimestamp'],
      }),
    );
    const batch = Messages.map((message) => heldMessage(message, heldUntilMs));
    for (const message of batch) this.#held.set(message.messageId, message);
    return batch;
  }

  async #withoutCutGroup(batch: readonly HeldMessage[]): Promise<readonly HeldMessage[]> {
    const cutGroup = batch.at(-1)?.groupId;
    const whole = batch.filter(({ groupId }) => groupId !== cutGroup);
    if (batch.length < batchSize || whole.length === 0) return batch;
    await this.#giveBack(({ groupId }) => groupId === cutGroup);
    return whole;
  }

  /** Never fails: whatever is not given back becomes visible by itself. */
  async #giveBack(which: (message: HeldMessage) => boolean): Promise<void> {
    const messages = [...this.#held.values()].filter(which);
    for (const { messageId } of messages) this.#held.delete(messageId);
    for (let start = 0; start < messages.length; start += batchSize) {
      const batch = messages.slice(start, start + batchSize);
      const failed = await this.#makeVisible(batch);
      this.#stillHeld += failed.filter(({ heldUntilMs }) => heldUntilMs > this.#options.clock.now()).length;
    }
  }

  /** @returns those for which it failed */
  async #makeVisible(messages: readonly HeldMessage[]): Promise<readonly HeldMessage[]> {
    const { sqs, dlqUrl } = this.#options;
    const Entries = messages.map(({ receiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: 0,
    }));
    try {
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: dlqUrl, Entries });
      const { Failed = [] } = await sqs.send(command);
      const failed = new Set(Failed.map(({ Id }) => Id));
      return messages.filter((_, index) => failed.has(String(index)));
    } catch {
      return messages;
    }
  }
}
