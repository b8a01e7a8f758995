import type { StoredMessage } from './message';

/** The messages that wait to be received, and which of them comes next. */
export interface Backlog {
  /** The message becomes receivable. */
  add(message: StoredMessage): void;
  /** A waiting message leaves. */
  remove(message: StoredMessage): void;
  /** A message that left goes out to a receiver. */
  lock(message: StoredMessage): void;
  /** It came back or was deleted. */
  unlock(message: StoredMessage): void;
  /** The next receivable message; `previous` is the one that the same receive took before. */
  next(previous: StoredMessage | undefined): StoredMessage | undefined;
}
