import type { Clock } from '../local/clock';

/** Lets turns come at a rate, the first at once. Time that was lost is not made up for. */
export class Pace {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #nextMs = -Infinity;

  constructor(clock: Clock, ratePerSecond: number) {
    this.#clock = clock;
    this.#intervalMs = 1000 / ratePerSecond;
  }

  /** Waits for the next turn. @returns false if the signal ended the wait */
  async turn(signal: AbortSignal | undefined): Promise<boolean> {
    const waitMs = this.#nextMs - this.#clock.now();
    if (waitMs > 0 && !(await this.#wait(waitMs, signal))) return false;
    this.#nextMs = this.#clock.now() + this.#intervalMs;
    return !signal?.aborted;
  }

  async #wait(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = this.#clock.schedule(ms, () => resolve(true));
    const abort = (): void => resolve(false);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await promise;
    } finally {
      cancel();
      signal?.removeEventListener('abort', abort);
    }
  }
}
