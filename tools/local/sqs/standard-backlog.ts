import type { Backlog } from './backlog';
import type { StoredMessage } from './message';
import { RemovableHeap } from './removable-heap';

/** A standard queue's backlog: oldest first, which SQS attempts too but does not promise. */
export class StandardBacklog implements Backlog {
  readonly #waiting = new RemovableHeap<StoredMessage>();

  add(message: StoredMessage): void {
    message.backlogEntry = this.#waiting.push(message, message.order);
  }

  remove(message: StoredMessage): void {
    if (message.backlogEntry) this.#waiting.remove(message.backlogEntry);
    message.backlogEntry = undefined;
  }

  lock(): void {
    // Messages of a standard queue do not hold each other up.
  }

  unlock(): void {
    // See `lock`.
  }

  next(): StoredMessage | undefined {
    return this.#waiting.peek()?.item;
  }
}
