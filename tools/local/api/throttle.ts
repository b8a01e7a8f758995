import type { Clock } from '../clock';
import type { ThrottleLimits } from '../model';

interface Bucket {
  tokens: number;
  filledMs: number;
}

/**
 * API Gateway's throttle of a stage: a token bucket for each method, which holds `burst` requests and gets
 * `ratePerSecond` more each second.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  #limits: ThrottleLimits | undefined;

  /** @param limits without them everything is let through */
  constructor(clock: Clock, limits: ThrottleLimits | undefined) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get limits(): ThrottleLimits | undefined {
    return this.#limits;
  }

  /** From now on; a bucket that holds more than the new burst loses the rest. */
  set(limits: ThrottleLimits): void {
    for (const bucket of this.#buckets.values()) this.#fill(bucket);
    this.#limits = limits;
  }

  /** Whether the request may pass; it takes a token then. */
  admits({ method, path }: { readonly method: string; readonly path: string }): boolean {
    if (this.#limits === undefined) return true;
    const bucket = this.#bucketOf(`${method} ${path}`, this.#limits);
    this.#fill(bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #bucketOf(key: string, { burst }: ThrottleLimits): Bucket {
    const known = this.#buckets.get(key);
    if (known) return known;
    const bucket = { tokens: burst, filledMs: this.#clock.now() };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #fill(bucket: Bucket): void {
    const nowMs = this.#clock.now();
    const { ratePerSecond = 0, burst = 0 } = this.#limits ?? {};
    const more = (Math.max(0, nowMs - bucket.filledMs) / 1000) * ratePerSecond;
    bucket.tokens = Math.min(bucket.tokens + more, burst);
    bucket.filledMs = nowMs;
  }
}
