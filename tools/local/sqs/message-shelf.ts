import type { Backlog } from './backlog';
import { FifoBacklog } from './fifo-backlog';
import type { StoredMessage } from './message';
import { type HeapEntry, RemovableHeap } from './removable-heap';
import { StandardBacklog } from './standard-backlog';

export interface MessageCounts {
  readonly waiting: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/**
 * All messages of a queue and the state each is in. Nothing here runs by itself: `settle` brings the
 * states up to a given time and must come before anything that depends on them.
 */
export class MessageShelf {
  readonly #byId = new Map<string, StoredMessage>();
  readonly #backlog: Backlog;
  /** Delayed and in-flight messages by the time at which they become receivable. */
  readonly #deadlines = new RemovableHeap<StoredMessage>();
  readonly #bySentTime = new RemovableHeap<StoredMessage>();
  #inFlight = 0;
  #delayed = 0;

  constructor(isFifo: boolean) {
    this.#backlog = isFifo ? new FifoBacklog() : new StandardBacklog();
  }

  get counts(): MessageCounts {
    const waiting = this.#byId.size - this.#inFlight - this.#delayed;
    return { waiting, inFlight: this.#inFlight, delayed: this.#delayed };
  }

  /** When the next delayed or in-flight message becomes receivable. */
  get nextDeadlineMs(): number | undefined {
    return this.#deadlines.peek()?.key;
  }

  find(messageId: string): StoredMessage | undefined {
    return this.#byId.get(messageId);
  }

  /** The next receivable message; `previous` is the one that the same receive took before. */
  next(previous?: StoredMessage): StoredMessage | undefined {
    return this.#backlog.next(previous);
  }

  add(message: StoredMessage, receivableMs: number, nowMs: number): void {
    this.#byId.set(message.messageId, message);
    message.retentionEntry = this.#bySentTime.push(message, message.sentMs);
    if (receivableMs <= nowMs) return this.#wait(message);
    message.state = 'delayed';
    this.#delayed += 1;
    message.deadlineEntry = this.#deadlines.push(message, receivableMs);
  }

  /** A waiting message goes out to a receiver. */
  hold(message: StoredMessage, untilMs: number): void {
    this.#backlog.remove(message);
    this.#backlog.lock(message);
    message.state = 'in-flight';
    this.#inFlight += 1;
    message.deadlineEntry = this.#deadlines.push(message, untilMs);
  }

  /** Sets when a delayed or in-flight message becomes receivable. */
  postpone(message: StoredMessage, untilMs: number): void {
    this.#clearDeadline(message);
    message.deadlineEntry = this.#deadlines.push(message, untilMs);
  }

  remove(message: StoredMessage): void {
    if (message.state === 'waiting') this.#backlog.remove(message);
    else this.#leaveDeadline(message);
    if (message.retentionEntry) this.#bySentTime.remove(message.retentionEntry);
    message.retentionEntry = undefined;
    message.state = 'gone';
    this.#byId.delete(message.messageId);
  }

  clear(): void {
    for (const message of this.#byId.values()) this.remove(message);
  }

  /** Drops what is older than the retention and makes receivable what is due. */
  settle(nowMs: number, retentionMs: number): void {
    for (const message of dueBy(this.#bySentTime, nowMs - retentionMs)) this.remove(message);
    for (const message of dueBy(this.#deadlines, nowMs)) {
      this.#leaveDeadline(message);
      this.#wait(message);
    }
  }

  delayed(): StoredMessage[] {
    return [...this.#byId.values()].filter((message) => message.state === 'delayed');
  }

  #wait(message: StoredMessage): void {
    message.state = 'waiting';
    this.#backlog.add(message);
  }

  #leaveDeadline(message: StoredMessage): void {
    this.#clearDeadline(message);
    if (message.state === 'delayed') {
      this.#delayed -= 1;
    } else {
      this.#inFlight -= 1;
      this.#backlog.unlock(message);
    }
  }

  #clearDeadline(message: StoredMessage): void {
    if (message.deadlineEntry) this.#deadlines.remove(message.deadlineEntry);
    message.deadlineEntry = undefined;
  }
}

/** Items whose key is not above the limit, smallest first; the caller removes each before it asks for more. */
function* dueBy<T>(heap: RemovableHeap<T>, limit: number): Generator<T> {
  for (let first: HeapEntry<T> | undefined = heap.peek(); first && first.key <= limit; first = heap.peek()) {
    yield first.item;
  }
}
