import type { Clock } from '../clock';
import type { Delivery, StoredMessage } from './message';
import type { MessageShelf } from './message-shelf';
import { encodeReceipt } from './receipt-handle';
import { type ReceiveWish, type WaitOptions, WaitingReceivers } from './waiting-receivers';

export interface DispatcherOptions {
  readonly queueId: string;
  readonly clock: Clock;
  readonly shelf: MessageShelf;
  readonly maxInFlight: number;
  /** Takes a message that was received too often away to the dead-letter queue; false if it may go out. */
  readonly moveIfExhausted: (message: StoredMessage) => boolean;
  /** Brings the queue up to the clock's time and then calls `serve`. */
  readonly settle: () => void;
}

/** Hands a queue's messages to receivers: at once if there are any, otherwise as soon as there are. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #receivers: WaitingReceivers;
  #cancelAlarm: () => void = () => undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#receivers = new WaitingReceivers(options.clock);
  }

  /** How many more messages may be in flight. */
  get room(): number {
    return this.#options.maxInFlight - this.#options.shelf.counts.inFlight;
  }

  /** The shelf must be settled. */
  async receive(wish: ReceiveWish, wait: WaitOptions): Promise<readonly Delivery[]> {
    const deliveries = this.#deliver(wish);
    if (deliveries.length > 0 || wait.waitMs === 0) return deliveries;
    const answer = this.#receivers.wait(wish, wait);
    this.#setAlarm();
    return answer;
  }

  /** Gives the waiting receivers what the shelf has. */
  serve(): void {
    for (let receiver = this.#receivers.first; receiver; receiver = this.#receivers.first) {
      const deliveries = this.#deliver(receiver.wish);
      if (deliveries.length === 0) break;
      receiver.answer(deliveries);
    }
    this.#setAlarm();
  }

  /** Answers every waiting receiver with nothing. */
  close(): void {
    this.#receivers.end();
    this.#cancelAlarm();
  }

  /** Hands out what can be received now, and moves to the dead-letter queue what was received too often. */
  #deliver({ maxMessages, visibilityTimeoutSeconds }: ReceiveWish): Delivery[] {
    const limit = Math.min(maxMessages, this.room);
    const deliveries: Delivery[] = [];
    while (deliveries.length < limit) {
      const message = this.#options.shelf.next(deliveries.at(-1)?.message);
      if (!message) break;
      if (this.#options.moveIfExhausted(message)) continue;
      deliveries.push(this.#handOut(message, visibilityTimeoutSeconds));
    }
    return deliveries;
  }

  #handOut(message: StoredMessage, visibilityTimeoutSeconds: number): Delivery {
    const nowMs = this.#options.clock.now();
    this.#options.shelf.hold(message, nowMs + visibilityTimeoutSeconds * 1000);
    message.receiveCount += 1;
    message.receivesHere += 1;
    message.lastReceivedMs = nowMs;
    message.firstReceivedMs ??= nowMs;
    const { messageId, receiveCount, receivesHere: receive, firstReceivedMs } = message;
    const receiptHandle = encodeReceipt({ queueId: this.#options.queueId, messageId, receive });
    return { message, receiptHandle, receiveCount, firstReceivedMs };
  }

  /** Wakes the waiting receivers when the next delayed or in-flight message becomes receivable. */
  #setAlarm(): void {
    this.#cancelAlarm();
    const nextMs = this.#options.shelf.nextDeadlineMs;
    if (nextMs === undefined || !this.#receivers.first) return;
    const delayMs = Math.max(0, nextMs - this.#options.clock.now());
    this.#cancelAlarm = this.#options.clock.schedule(delayMs, () => this.#options.settle());
  }
}
