import type { MessageShelf } from './message-shelf';
import type { StoredMessage } from './message';
import { decodeReceipt } from './receipt-handle';
import type { ReceiptOutcome } from './receipt-outcome';

const maxVisibilityMs = 43_200_000;

interface ReceiptDeskOptions {
  readonly queueId: string;
  readonly shelf: MessageShelf;
  readonly isFifo: boolean;
}

/** What receivers do with the messages that they hold. The shelf must be settled before each call. */
export class ReceiptDesk {
  readonly #options: ReceiptDeskOptions;

  constructor(options: ReceiptDeskOptions) {
    this.#options = options;
  }

  /**
   * A FIFO queue refuses the handle of a receive that is over. A standard queue accepts it, and deletes the
   * message unless it was received again since.
   */
  delete(handle: string): ReceiptOutcome {
    const found = this.#find(handle);
    if (typeof found === 'string') return found;
    const { message, isLatest } = found;
    if (this.#options.isFifo && !(isLatest && message.state === 'in-flight')) return 'expired';
    if (isLatest) this.#options.shelf.remove(message);
    return 'done';
  }

  changeVisibility(handle: string, timeoutSeconds: number, nowMs: number): ReceiptOutcome {
    const found = this.#find(handle);
    if (typeof found === 'string') return found;
    const { message, isLatest } = found;
    if (!isLatest) return 'expired';
    if (message.state !== 'in-flight') return 'not-in-flight';
    const untilMs = nowMs + timeoutSeconds * 1000;
    if (untilMs > message.lastReceivedMs + maxVisibilityMs) return 'beyond-maximum';
    this.#options.shelf.postpone(message, untilMs);
    return 'done';
  }

  #find(handle: string): 'invalid-handle' | 'gone' | { message: StoredMessage; isLatest: boolean } {
    const receipt = decodeReceipt(handle);
    if (receipt?.queueId !== this.#options.queueId) return 'invalid-handle';
    const message = this.#options.shelf.find(receipt.messageId);
    if (!message) return 'gone';
    return { message, isLatest: receipt.receive === message.receivesHere };
  }
}
