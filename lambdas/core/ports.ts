import type { LogCode, LogFields } from '../contract/log-codes';
import type { MetricName } from '../contract/metrics';

/** Ports that every use case needs: time, log and metrics. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What a handler reads of Lambda's context. */
export interface RemainingTime {
  /** Milliseconds until the function is ended. */
  getRemainingTimeInMillis(): number;
}

export interface Timer {
  /** Runs something after a time. @returns what cancels it */
  after(ms: number, run: () => void): () => void;
}

export interface Randomness {
  /** In [0, 1). */
  fraction(): number;
  /** One that nobody else has. */
  id(): string;
}

/** Writes one line per call: a code of the catalogue and fields of the allow-list, nothing else. */
export interface Log {
  info(code: LogCode, fields: LogFields): void;
  warn(code: LogCode, fields: LogFields): void;
  error(code: LogCode, fields: LogFields): void;
}

/** Bytes that are too large for a message. */
export interface Payload {
  /** Names nobody. */
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** Keeps what is too large for a message, for a certain time. */
export interface PayloadStore {
  /**
   * Keeps a payload from now on. The same again is harmless.
   *
   * @returns where it is, as a URI
   */
  put(payload: Payload, signal?: AbortSignal): Promise<string>;
  /** @returns `undefined` when it is gone */
  get(uri: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** Keeps it for as long again, from now on; what is gone stays gone. */
  renew(uri: string): Promise<'renewed' | 'gone'>;
}

export interface Metrics {
  /** Adds to a count: one, unless told how many. */
  count(name: MetricName, times?: number): void;
  /** Publishes what was counted since the last call, with these dimensions. */
  flush(dimensions: Readonly<Record<string, string>>): void;
}
