import * as z from 'zod';
import type { Clock } from '../clock';
import { problemsIn } from '../stand-in/problems-in';

const limitSchema = z.strictObject({
  /** How many requests a token is good for in a window. Default 300, the platform's own limit for a client. */
  requests: z.int().min(0).default(300),
  /** Default 60. */
  windowSeconds: z.int().min(1).default(60),
});

export type Limit = z.output<typeof limitSchema>;

interface Window {
  readonly endsAtMs: number;
  count: number;
}

/** Whether a request is within the limit, with the headers that say so. */
export interface Admission {
  readonly isAdmitted: boolean;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Counts the requests of each token in a window that opens with its first request and has a fixed end. A request that is
 * refused is not counted. Source: "Rate limits" in the platform's API documentation; that the window opens with the
 * first request is what its answers show.
 */
export class RateLimit {
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();
  #limit: Limit = limitSchema.parse({});
  #refused = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many requests were over the limit. */
  get refused(): number {
    return this.#refused;
  }

  current(): Limit {
    return this.#limit;
  }

  /** Sets the limit and begins all windows anew. Gives what is wrong with it. */
  set(value: unknown): readonly string[] {
    const parsed = limitSchema.safeParse(value);
    if (!parsed.success) return problemsIn(parsed.error);
    this.#limit = parsed.data;
    this.#windows.clear();
    return [];
  }

  admit(token: string): Admission {
    const nowMs = this.#clock.now();
    const window = this.#windowOf(token, nowMs);
    const isAdmitted = window.count < this.#limit.requests;
    if (isAdmitted) window.count += 1;
    else this.#refused += 1;
    const resetSeconds = Math.max(1, Math.ceil((window.endsAtMs - nowMs) / 1000));
    const headers = {
      'inin-ratelimit-count': String(window.count),
      'inin-ratelimit-allowed': String(this.#limit.requests),
      'inin-ratelimit-reset': String(resetSeconds),
    };
    return { isAdmitted, resetSeconds, headers };
  }

  #windowOf(token: string, nowMs: number): Window {
    const known = this.#windows.get(token);
    if (known && nowMs < known.endsAtMs) return known;
    const window = { endsAtMs: nowMs + this.#limit.windowSeconds * 1000, count: 0 };
    this.#windows.set(token, window);
    return window;
  }
}
