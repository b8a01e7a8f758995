/** SQS remembers a deduplication id for 5 minutes after the first send, delivery and deletion notwithstanding. */
const intervalMs = 5 * 60_000;

export interface SendReceipt {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

interface Registration {
  readonly receipt: SendReceipt;
  readonly sentMs: number;
}

/** Recent sends of a FIFO queue by deduplication id. */
export class DeduplicationRegister {
  /** In order of `sentMs`: a key is deleted before it is set again. */
  readonly #registrations = new Map<string, Registration>();

  get size(): number {
    return this.#registrations.size;
  }

  /** What the first send of the last 5 minutes with this key was answered. */
  find(key: string, nowMs: number): SendReceipt | undefined {
    this.dropExpired(nowMs);
    return this.#registrations.get(key)?.receipt;
  }

  add(key: string, receipt: SendReceipt, sentMs: number): void {
    this.#registrations.delete(key);
    this.#registrations.set(key, { receipt, sentMs });
  }

  dropExpired(nowMs: number): void {
    for (const [key, { sentMs }] of this.#registrations) {
      if (nowMs - sentMs < intervalMs) return;
      this.#registrations.delete(key);
    }
  }
}
