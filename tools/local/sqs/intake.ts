import { DeduplicationRegister, type SendReceipt } from './deduplication-register';
import { type Arrival, type MessageContent, type StoredMessage, storedMessage } from './message';
import type { MessageShelf } from './message-shelf';
import type { QueueSettings } from './queue-attributes';

interface IntakeOptions {
  readonly shelf: MessageShelf;
  readonly newId: () => string;
  /** The queue's settings of the moment. */
  readonly settings: () => QueueSettings;
}

interface Send {
  /** Default: the queue's delay. */
  readonly delaySeconds: number | undefined;
  readonly nowMs: number;
}

/** Every way into a queue: numbers what enters and, in a FIFO queue, keeps duplicates out. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #register = new DeduplicationRegister();
  #lastOrder = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** The order of the message that entered last. */
  get lastOrder(): number {
    return this.#lastOrder;
  }

  /** A duplicate within 5 minutes gets the first one's receipt and enters nothing. */
  send(content: MessageContent, { delaySeconds, nowMs }: Send): SendReceipt {
    const key = this.#deduplicationKey(content);
    const known = key === undefined ? undefined : this.#register.find(key, nowMs);
    if (known) return known;
    return this.#enter({ messageId: this.#options.newId(), content, sentMs: nowMs }, { delaySeconds, nowMs });
  }

  /**
   * Id and receive count stay. In a FIFO queue the message is enqueued anew, under its message id as
   * deduplication id, and never dropped as a duplicate. Source: developer guide, "Dead-letter queue redrive".
   */
  acceptDeadLetter(message: StoredMessage, sourceArn: string, nowMs: number): void {
    const { messageId, receiveCount, firstReceivedMs } = message;
    const sentMs = this.#isFifo ? nowMs : message.sentMs;
    const history = { receiveCount, firstReceivedMs, deadLetterSourceArn: sourceArn };
    const arrival = { messageId, content: this.#movedContent(message), sentMs, ...history };
    this.#enter(arrival, { delaySeconds: undefined, nowMs });
  }

  /** A new message with a new id and no history, as SQS documents it for a move task. */
  acceptMoved(message: StoredMessage, nowMs: number): void {
    const arrival = { messageId: this.#options.newId(), content: this.#movedContent(message), sentMs: nowMs };
    this.#enter(arrival, { delaySeconds: undefined, nowMs });
  }

  forgetExpired(nowMs: number): void {
    this.#register.dropExpired(nowMs);
  }

  get #isFifo(): boolean {
    return this.#options.settings().isFifo;
  }

  #enter(arrival: Arrival, { delaySeconds, nowMs }: Send): SendReceipt {
    this.#lastOrder += 1;
    const delayMs = (delaySeconds ?? this.#options.settings().delaySeconds) * 1000;
    const message = storedMessage(arrival, { order: this.#lastOrder, isFifo: this.#isFifo });
    this.#options.shelf.add(message, nowMs + delayMs, nowMs);
    const receipt = { messageId: message.messageId, sequenceNumber: message.sequenceNumber };
    const key = this.#deduplicationKey(message.content);
    if (key !== undefined) this.#register.add(key, receipt, nowMs);
    return receipt;
  }

  #movedContent({ content, messageId }: StoredMessage): MessageContent {
    return this.#isFifo ? { ...content, deduplicationId: messageId } : content;
  }

  #deduplicationKey({ deduplicationId, groupId }: MessageContent): string | undefined {
    if (!this.#isFifo || deduplicationId === undefined) return undefined;
    // A blank stands between the two, because neither may contain one.
    return this.#options.settings().deduplicatesPerGroup ? `${groupId} ${deduplicationId}` : deduplicationId;
  }
}
