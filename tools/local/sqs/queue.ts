import type { Clock } from '../clock';
import type { SendReceipt } from './deduplication-register';
import { Dispatcher } from './dispatcher';
import { SqsError } from './errors';
import { Intake } from './intake';
import type { Delivery, MessageContent, StoredMessage } from './message';
import { type MessageCounts, MessageShelf } from './message-shelf';
import { type AttributeMap, type QueueSettings, settingsOf } from './queue-attributes';
import { ReceiptDesk } from './receipt-desk';
import type { ReceiptOutcome } from './receipt-outcome';
import type { ReceiveWish, WaitOptions } from './waiting-receivers';

export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly attributes: AttributeMap;
  /** In-flight messages at which a standard queue answers OverLimit and a FIFO queue nothing. */
  readonly maxInFlight: number;
  /** Undefined when there is no such queue any more. */
  readonly findByArn: (arn: string) => Queue | undefined;
}

/** One queue: brings its parts up to the clock's time and then has them do what is asked. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly tags = new Map<string, string>();
  modifiedMs: number;
  readonly #options: QueueOptions;
  readonly #id: string;
  readonly #shelf: MessageShelf;
  readonly #intake: Intake;
  readonly #dispatcher: Dispatcher;
  readonly #desk: ReceiptDesk;
  #attributes: AttributeMap;
  #settings: QueueSettings;
  #purgedMs = -Infinity;

  constructor(options: QueueOptions) {
    this.name = options.name;
    this.arn = options.arn;
    this.#options = options;
    this.#id = options.newId();
    this.#attributes = options.attributes;
    this.#settings = settingsOf(options.attributes);
    this.#shelf = new MessageShelf(this.#settings.isFifo);
    const { isFifo } = this.#settings;
    this.#intake = new Intake({ shelf: this.#shelf, newId: options.newId, settings: () => this.#settings });
    this.#desk = new ReceiptDesk({ queueId: this.#id, shelf: this.#shelf, isFifo });
    this.#dispatcher = new Dispatcher({
      queueId: this.#id,
      clock: options.clock,
      shelf: this.#shelf,
      maxInFlight: options.maxInFlight,
      moveIfExhausted: (message) => this.#moveIfExhausted(message),
      settle: () => this.#settle(),
    });
    this.createdMs = options.clock.now();
    this.modifiedMs = this.createdMs;
  }

  get attributes(): AttributeMap {
    return this.#attributes;
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  get counts(): MessageCounts {
    this.#settle();
    return this.#shelf.counts;
  }

  /** A changed delay holds for what a FIFO queue already delays, as SQS documents it. */
  setAttributes(attributes: AttributeMap): void {
    this.#attributes = attributes;
    this.#settings = settingsOf(attributes);
    this.modifiedMs = this.#nowMs;
    if (this.#settings.isFifo) {
      for (const message of this.#shelf.delayed()) {
        this.#shelf.postpone(message, message.sentMs + this.#settings.delaySeconds * 1000);
      }
    }
    this.#settle();
  }

  /** A duplicate within 5 minutes gets the first one's receipt and enters nothing. */
  send(content: MessageContent, delaySeconds?: number): SendReceipt {
    this.#settle();
    const receipt = this.#intake.send(content, { delaySeconds, nowMs: this.#nowMs });
    this.#settle();
    return receipt;
  }

  /** The redrive policy of another queue moved the message here. */
  acceptDeadLetter(message: StoredMessage, sourceArn: string): void {
    this.#intake.acceptDeadLetter(message, sourceArn, this.#nowMs);
    this.#settle();
  }

  /** A move task brought the message here. */
  acceptMoved(message: StoredMessage): void {
    this.#intake.acceptMoved(message, this.#nowMs);
    this.#settle();
  }

  /** The oldest message that could be received now; a move task takes it out with `withdraw`. */
  nextToMove(): StoredMessage | undefined {
    this.#settle();
    return this.#shelf.next();
  }

  withdraw(message: StoredMessage): void {
    this.#shelf.remove(message);
  }

  get lastOrder(): number {
    return this.#intake.lastOrder;
  }

  /** With a wait, resolves as soon as there is a message; an abort takes the receiver out of the line. */
  async receive(wish: ReceiveWish, wait: WaitOptions): Promise<readonly Delivery[]> {
    if (wait.signal?.aborted) return [];
    this.#settle();
    if (!this.#settings.isFifo && this.#dispatcher.room <= 0) {
      throw new SqsError('OverLimit', 'The maximum number of in flight messages is reached.');
    }
    return this.#dispatcher.receive(wish, wait);
  }

  delete(handle: string): ReceiptOutcome {
    this.#settle();
    const outcome = this.#desk.delete(handle);
    this.#dispatcher.serve();
    return outcome;
  }

  changeVisibility(handle: string, timeoutSeconds: number): ReceiptOutcome {
    this.#settle();
    const outcome = this.#desk.changeVisibility(handle, timeoutSeconds, this.#nowMs);
    this.#settle();
    return outcome;
  }

  purge(): void {
    if (this.#nowMs - this.#purgedMs < 60_000) {
      throw new SqsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${this.name} is allowed every 60 seconds.`,
      );
    }
    this.#purgedMs = this.#nowMs;
    this.#shelf.clear();
  }

  /** Answers every waiting receiver and stops all timers. */
  close(): void {
    this.#dispatcher.close();
  }

  get #nowMs(): number {
    return this.#options.clock.now();
  }

  #settle(): void {
    this.#shelf.settle(this.#nowMs, this.#settings.retentionSeconds * 1000);
    this.#intake.forgetExpired(this.#nowMs);
    this.#dispatcher.serve();
  }

  #moveIfExhausted(message: StoredMessage): boolean {
    const policy = this.#settings.redrivePolicy;
    if (!policy || message.receivesHere < policy.maxReceiveCount) return false;
    const target = this.#options.findByArn(policy.deadLetterTargetArn);
    if (!target) return false;
    this.#shelf.remove(message);
    target.acceptDeadLetter(message, this.arn);
    return true;
  }
}
