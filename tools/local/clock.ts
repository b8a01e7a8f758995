/** Time as the local servers see it, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  schedule(delayMs: number, action: () => void): () => void;
}

/** `setTimeout` takes a longer delay for none at all. 24.8 days. */
const longestTimeoutMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule: (delayMs, action) => {
    const isShort = delayMs <= longestTimeoutMs;
    let cancelRest = (): void => undefined;
    const wait = (): void => {
      cancelRest = systemClock.schedule(delayMs - longestTimeoutMs, action);
    };
    const timer = setTimeout(isShort ? action : wait, Math.min(delayMs, longestTimeoutMs));
    return () => {
      clearTimeout(timer);
      cancelRest();
    };
  },
};

/** Runs `action` at the end of every period, whatever became of the one before; the returned function ends it. */
export const repeat = (clock: Clock, periodMs: number, action: () => void): (() => void) => {
  const next = (): (() => void) =>
    clock.schedule(periodMs, () => {
      cancel = next();
      action();
    });
  let cancel = next();
  return () => cancel();
};

/** Resolves after `delayMs`, or when `signal` aborts. */
export const wait = (clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.schedule(delayMs, resolve);
  const onAbort = (): void => resolve();
  signal.addEventListener('abort', onAbort);
  return promise.finally(() => {
    cancel();
    signal.removeEventListener('abort', onAbort);
  });
};

interface Timer {
  readonly dueMs: number;
  readonly action: () => void;
}

/** A clock that stands still until `advance` is called; due timers then run in order of their due time. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, action: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (let next = this.#next(endMs); next; next = this.#next(endMs)) {
      this.#timers.delete(next);
      this.#nowMs = next.dueMs;
      next.action();
    }
    this.#nowMs = endMs;
  }

  #next(untilMs: number): Timer | undefined {
    return [...this.#timers]
      .filter((timer) => timer.dueMs <= untilMs)
      .toSorted((a, b) => a.dueMs - b.dueMs)[0];
  }
}
