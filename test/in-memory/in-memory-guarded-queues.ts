import type { SQSRecord } from 'aws-lambda';
import type { GuardedModule } from '../../lambdas/contract/guarded-module';
import type { ModuleQueues } from '../../lambdas/guard/ports';

interface Waiting {
  readonly record: SQSRecord;
  readonly groupId: string;
  isInFlight: boolean;
}

/** The modules' FIFO queues as the guard sees them: a group with a message in flight gives no other. */
export class InMemoryGuardedQueues implements ModuleQueues {
  /** Ids of the messages that were received, in their order. */
  readonly received: string[] = [];
  /** Ids of those that were deleted. */
  readonly confirmed: string[] = [];
  calls = 0;
  readonly #queues = new Map<string, Waiting[]>();

  /** Each message is a group of its own, unless told otherwise. */
  add(queueUrl: string, messageId: string, { body = '{}', groupId = messageId } = {}): void {
    const record = { ...emptyRecord, messageId, receiptHandle: `handle-${messageId}`, body };
    this.#queue(queueUrl).push({ record, groupId, isInFlight: false });
  }

  /** Ends the invisibility of a message. */
  giveBack(messageId: string): void {
    const waiting = [...this.#queues.values()].flat().find(({ record }) => record.messageId === messageId);
    if (waiting) waiting.isInFlight = false;
  }

  async receive({ queueUrl, queueArn }: Pick<GuardedModule, 'queueUrl' | 'queueArn'>) {
    this.calls += 1;
    const queue = this.#queue(queueUrl);
    const next = queue.find(
      ({ groupId }) => !queue.some((other) => other.groupId === groupId && other.isInFlight),
    );
    if (!next) return undefined;
    next.isInFlight = true;
    this.received.push(next.record.messageId);
    return { ...next.record, eventSourceARN: queueArn };
  }

  async confirm(queueUrl: string, receiptHandle: string): Promise<void> {
    this.calls += 1;
    const queue = this.#queue(queueUrl);
    const index = queue.findIndex(({ record }) => record.receiptHandle === receiptHandle);
    if (index === -1) throw new Error(`There is no message ${receiptHandle}.`);
    const [gone] = queue.splice(index, 1);
    if (gone) this.confirmed.push(gone.record.messageId);
  }

  async hasMessages(queueUrl: string): Promise<boolean> {
    this.calls += 1;
    return this.#queue(queueUrl).length > 0;
  }

  #queue(queueUrl: string): Waiting[] {
    const queue = this.#queues.get(queueUrl) ?? [];
    this.#queues.set(queueUrl, queue);
    return queue;
  }
}

const emptyRecord: Omit<SQSRecord, 'messageId' | 'receiptHandle' | 'body'> = {
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: 'us-east-1',
};
