import type { Clock } from '../../../lambdas/core/ports';

/** What a sender puts into a queue. */
export interface QueueContent {
  readonly body: string;
  readonly encoding?: string | undefined;
  readonly groupId: string;
  readonly deduplicationId: string;
}

export interface StoredMessage extends QueueContent {
  readonly messageId: string;
  readonly sentMs: number;
  receiveCount: number;
  /** While it is in flight: until when. */
  invisibleUntilMs: number | undefined;
}

export interface ReceivedMessage extends QueueContent {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly sentMs: number;
}

export interface FifoQueueOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly visibilityMs: number;
  /** Deliveries after which a message goes to the DLQ instead. */
  readonly maxReceiveCount: number;
}

/** SQS: a second message with the same deduplication id is dropped for this long, even if the first is gone. */
const deduplicationMs = 5 * 60_000;

/**
 * An SQS FIFO queue in virtual time, with what matters to the processors: order and lock of a group, deduplication,
 * visibility, receive counts, redrive. Lean, because there is one for each of a hundred thousand runs; a test compares
 * it with the local runner's SQS engine.
 */
export class FifoQueue {
  readonly name: string;
  readonly #options: FifoQueueOptions;
  readonly #messages: StoredMessage[] = [];
  readonly #known = new Map<string, number>();
  #sent = 0;
  /** What has ever entered, in that order. */
  readonly entered: (QueueContent & { readonly atMs: number })[] = [];
  /** What SQS itself moved to the DLQ. */
  readonly redriven: StoredMessage[] = [];

  constructor(options: FifoQueueOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get messages(): readonly StoredMessage[] {
    return this.#messages;
  }

  /** @returns whether the message entered: a duplicate does not */
  send(content: QueueContent): boolean {
    const nowMs = this.#nowMs;
    const key = `${content.groupId} ${content.deduplicationId}`;
    const knownUntilMs = this.#known.get(key);
    if (knownUntilMs !== undefined && nowMs < knownUntilMs) return false;
    this.#known.set(key, nowMs + deduplicationMs);
    this.#sent += 1;
    this.entered.push({ ...content, atMs: nowMs });
    const messageId = `${this.name}-${this.#sent}`;
    this.#messages.push({
      ...content,
      messageId,
      sentMs: nowMs,
      receiveCount: 0,
      invisibleUntilMs: undefined,
    });
    return true;
  }

  /** At most ten messages, unless told otherwise: of each group whose messages are all visible as many as fit, the oldest group first. */
  receive({
    maxMessages = 10,
    visibilityMs = this.#options.visibilityMs,
  }: {
    readonly maxMessages?: number;
    readonly visibilityMs?: number | undefined;
  } = {}): readonly ReceivedMessage[] {
    const taken: StoredMessage[] = [];
    while (taken.length < maxMessages) {
      const message = this.#next(taken);
      if (!message) break;
      if (message.receiveCount >= this.#options.maxReceiveCount) this.#redrive(message);
      else taken.push(message);
    }
    return taken.map((message) => this.#handOut(message, visibilityMs));
  }

  /** @returns whether SQS would say so: it does not accept the handle of a delivery that is over */
  delete(receiptHandle: string): boolean {
    const message = this.#inFlight(receiptHandle);
    if (message) this.#remove(message);
    return message !== undefined || !this.#find(receiptHandle);
  }

  /** @returns whether it was changed: not with the handle of a delivery that is over */
  changeVisibility(receiptHandle: string, visibilityMs: number): boolean {
    const message = this.#inFlight(receiptHandle);
    if (message) message.invisibleUntilMs = this.#nowMs + visibilityMs;
    return message !== undefined;
  }

  /** When a message of a locked group becomes visible again, the next of them. */
  get nextVisibleMs(): number | undefined {
    let nextMs: number | undefined;
    for (const { invisibleUntilMs } of this.#messages) {
      if (invisibleUntilMs === undefined || invisibleUntilMs <= this.#nowMs) continue;
      if (nextMs === undefined || invisibleUntilMs < nextMs) nextMs = invisibleUntilMs;
    }
    return nextMs;
  }

  /** Whether a receive would find anything. */
  get hasVisible(): boolean {
    return this.#freeGroups().length > 0;
  }

  get #nowMs(): number {
    return this.#options.clock.now();
  }

  #freeGroups(): readonly (readonly StoredMessage[])[] {
    const groups = Map.groupBy(this.#messages, ({ groupId }) => groupId);
    return [...groups.values()].filter((group) => group.every((message) => this.#isVisible(message)));
  }

  /** More of the group that the last one is of, or else the oldest of the other free groups. */
  #next(taken: readonly StoredMessage[]): StoredMessage | undefined {
    const groupId = taken.at(-1)?.groupId;
    const more = this.#messages.find((message) => message.groupId === groupId && !taken.includes(message));
    if (more) return more;
    const groups = this.#freeGroups();
    return groups.find(([first]) => taken.every((message) => message.groupId !== first?.groupId))?.[0];
  }

  #isVisible({ invisibleUntilMs }: StoredMessage): boolean {
    return invisibleUntilMs === undefined || invisibleUntilMs <= this.#nowMs;
  }

  #handOut(message: StoredMessage, visibilityMs: number): ReceivedMessage {
    message.receiveCount += 1;
    message.invisibleUntilMs = this.#nowMs + visibilityMs;
    const { body, encoding, groupId, deduplicationId, messageId, receiveCount, sentMs } = message;
    const receiptHandle = handleOf(message);
    return { body, encoding, groupId, deduplicationId, messageId, receiptHandle, receiveCount, sentMs };
  }

  #inFlight(receiptHandle: string): StoredMessage | undefined {
    const message = this.#find(receiptHandle);
    const isLatest = message && receiptHandle === handleOf(message) && !this.#isVisible(message);
    return isLatest ? message : undefined;
  }

  #find(receiptHandle: string): StoredMessage | undefined {
    const [messageId] = receiptHandle.split(' ');
    return this.#messages.find((message) => message.messageId === messageId);
  }

  #redrive(message: StoredMessage): void {
    this.#remove(message);
    this.redriven.push(message);
  }

  #remove(message: StoredMessage): void {
    this.#messages.splice(this.#messages.indexOf(message), 1);
  }
}

const handleOf = ({ messageId, receiveCount }: StoredMessage): string => `${messageId} ${receiveCount}`;
