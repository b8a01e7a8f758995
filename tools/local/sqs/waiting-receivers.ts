import type { Clock } from '../clock';
import type { Delivery } from './message';

export interface ReceiveWish {
  readonly maxMessages: number;
  readonly visibilityTimeoutSeconds: number;
}

/** A long poll that has not been answered. */
interface WaitingReceiver {
  readonly wish: ReceiveWish;
  readonly answer: (deliveries: readonly Delivery[]) => void;
}

export interface WaitOptions {
  readonly waitMs: number;
  /** Ends the wait with no messages when the receiver has gone away. */
  readonly signal: AbortSignal | undefined;
}

/** The long polls of one queue, served first come, first served. */
export class WaitingReceivers {
  readonly #clock: Clock;
  readonly #receivers = new Set<WaitingReceiver>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get first(): WaitingReceiver | undefined {
    return this.#receivers.values().next().value;
  }

  /** Resolves with what `answer` was given, or with nothing after the wait. */
  wait(wish: ReceiveWish, { waitMs, signal }: WaitOptions): Promise<readonly Delivery[]> {
    return new Promise((resolve) => {
      const answer = (deliveries: readonly Delivery[]) => {
        this.#receivers.delete(receiver);
        cancelTimeout();
        signal?.removeEventListener('abort', giveUp);
        resolve(deliveries);
      };
      const giveUp = () => answer([]);
      const receiver = { wish, answer };
      const cancelTimeout = this.#clock.schedule(waitMs, giveUp);
      signal?.addEventListener('abort', giveUp);
      this.#receivers.add(receiver);
    });
  }

  /** Answers all with nothing. */
  end(): void {
    for (const receiver of this.#receivers) receiver.answer([]);
  }
}
