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

export interface Metrics {
  /** Adds to a count: one, unless told how many. */
  count(name: MetricName, times?: number): void;
  /** Publishes what was counted since the last call, with these dimensions. */
  flush(dimensions: Readonly<Record<string, string>>): void;
}
