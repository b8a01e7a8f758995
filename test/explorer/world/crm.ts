import type { Simulation } from '../simulation/simulation';

/** How the CRM behaves for a while, whatever is asked. */
export interface Outage {
  readonly fromMs: number;
  readonly untilMs: number;
  /** `hangs`: it never answers. */
  readonly how: 'refuses' | 'hangs';
}

/** An answer over HTTP that is no success, as a client throws it. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, retryAfterSeconds?: number) {
    super(`The CRM answers ${status}.`);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What a module calls. */
export interface CrmClient {
  /** Writes an activity. The same key again changes nothing and is answered like the first. */
  write(key: string): Promise<{ readonly activity: string }>;
}

/**
 * A system outside. It keeps what it was asked to write by idempotency key, and besides the faults that every call can
 * meet with it can refuse, ask to wait, or write and answer with an error.
 */
export class Crm implements CrmClient {
  readonly #simulation: Simulation;
  readonly #outage: Outage | undefined;
  readonly #mayFail: () => boolean;
  /** How often each key was written, its own deduplication apart. */
  readonly written = new Map<string, number>();
  /** How often each key was asked for. */
  readonly asked = new Map<string, number>();
  /** Failures that it answered with while it was up, by key. */
  readonly failed = new Map<string, number>();
  /** Keys that it judged to be wrong. */
  readonly rejected = new Set<string>();

  constructor(
    simulation: Simulation,
    { outage, mayFail }: { outage?: Outage | undefined; mayFail: () => boolean },
  ) {
    this.#simulation = simulation;
    this.#outage = outage;
    this.#mayFail = mayFail;
  }

  async write(key: string): Promise<{ readonly activity: string }> {
    count(this.asked, key);
    if (this.#isDown()) return this.#beDown();
    const answer = this.#mayFail()
      ? this.#simulation.choose('fault', 5, () => `answer of the CRM to ${key}`)
      : 0;
    switch (answer) {
      case 1:
        throw this.#failure(key, new HttpError(503));
      case 2:
        throw this.#failure(key, new HttpError(429, 20));
      case 3:
        this.#do(key);
        throw this.#failure(key, new HttpError(500));
      case 4:
        this.rejected.add(key);
        throw this.#failure(key, new HttpError(422));
      default:
        return this.#do(key);
    }
  }

  #isDown(): boolean {
    const nowMs = this.#simulation.now();
    return this.#outage !== undefined && nowMs >= this.#outage.fromMs && nowMs < this.#outage.untilMs;
  }

  #beDown(): Promise<never> {
    if (this.#outage?.how === 'hangs') return new Promise(() => undefined);
    return Promise.reject(new HttpError(503));
  }

  #failure(key: string, error: HttpError): HttpError {
    count(this.failed, key);
    this.#simulation.tell('crm', () => `✗ answers ${error.status} to ${key}`);
    return error;
  }

  #do(key: string): { readonly activity: string } {
    if (!this.written.has(key)) count(this.written, key);
    return { activity: `activity of ${key}` };
  }
}

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
