import {
  close,
  fullBucket,
  hear,
  type RateLimit,
  take,
  type TokenBucket,
} from '../core/rate-limit/token-bucket';

/** Keeps a rate limit, as far as one process can: a bucket of tokens, and what the platform says of its own count. */
export class RateGate {
  readonly #now: () => number;
  #bucket: TokenBucket;

  /** @param now milliseconds since the epoch */
  constructor(limit: RateLimit, now: () => number) {
    this.#now = now;
    this.#bucket = fullBucket(limit, now());
  }

  /** Leave to send one request now. @returns 0, or without leave the milliseconds to wait */
  take(): number {
    const taken = take(this.#bucket, this.#now());
    this.#bucket = taken.bucket;
    return taken.kind === 'taken' ? 0 : taken.waitMs;
  }

  /** Reads `inin-ratelimit-count`, `-allowed` and `-reset` (seconds) of an answer. Source: Genesys Cloud, "Rate limits". */
  hear(headers: Pick<Headers, 'get'>): void {
    const numberOf = (name: string): number => {
      const text = headers.get(`inin-ratelimit-${name}`)?.trim() ?? '';
      return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    };
    const tidings = {
      count: numberOf('count'),
      allowed: numberOf('allowed'),
      resetSeconds: numberOf('reset'),
    };
    this.#bucket = hear(this.#bucket, tidings, this.#now());
  }

  /** The platform refused a request for its limit. @returns the milliseconds to wait */
  close(retryAfterSeconds: number | undefined): number {
    const { bucket, waitMs } = close(this.#bucket, retryAfterSeconds, this.#now());
    this.#bucket = bucket;
    return waitMs;
  }
}
