import { PermanentError } from '../core/failure/errors';
import type { PlatformRecord } from '../core/hydration/with-record';
import type { Clock } from '../core/ports';

/** Events of one resource that come together are worked on within this time. */
const rememberedMs = 10_000;
/** Records can be large. */
const maxRemembered = 20;

interface Fetch {
  readonly startedMs: number;
  readonly record: Promise<PlatformRecord>;
}

/**
 * Records that were fetched a moment ago, or are being fetched, so that events of one resource that come together cost
 * one request. A record is taken for an event only if its fetch began after the event was received: it is as new as
 * the event then.
 */
export class RecordMemory {
  readonly #clock: Clock;
  readonly #fetches = new Map<string, Fetch>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param receivedMs when the event was received, in milliseconds since the epoch */
  async get(path: string, receivedMs: number, fetch: () => Promise<PlatformRecord>): Promise<PlatformRecord> {
    const nowMs = this.#clock.now();
    this.#forget(nowMs - rememberedMs);
    const known = this.#fetches.get(path);
    if (known && known.startedMs > receivedMs) return known.record;
    const started = { startedMs: nowMs, record: fetch() };
    this.#fetches.set(path, started);
    try {
      return await started.record;
    } catch (error) {
      // That there is no record is an answer too. Whatever else it was, the next one tries again.
      if (!(error instanceof PermanentError) && this.#fetches.get(path) === started) {
        this.#fetches.delete(path);
      }
      throw error;
    }
  }

  #forget(beforeMs: number): void {
    for (const [path, { startedMs }] of this.#fetches) {
      if (startedMs < beforeMs || this.#fetches.size > maxRemembered) this.#fetches.delete(path);
    }
  }
}
