import { type Instant, instantFromEpochMs } from './instant';

/**
 * The total order of an entity's events as one ASCII string: time, then rank of the type in the module, then
 * id, and last the source, for ids are unique within one only. It compares the same way in JavaScript and in DynamoDB because it is ASCII throughout; the id is
 * percent-encoded for that.
 */
export type OrderKey = string;

export interface OrderKeyParts {
  readonly time: Instant;
  /** Place of the event's type in the module's manifest, 0–999. */
  readonly rank: number;
  /** Well-formed Unicode. */
  readonly id: string;
  /** ASCII without `#`. */
  readonly source: string;
}

export const orderKey = ({ time, rank, id, source }: OrderKeyParts): OrderKey =>
  `${time}#${String(rank).padStart(3, '0')}#${encodeURIComponent(id)}#${source}`;

/** How far ahead of our own clock an event may be dated before we stop believing it. */
const toleratedFutureMs = 5 * 60 * 1000;

/**
 * The time an event is ordered by: its own, unless that lies more than five minutes after we received it. One
 * event dated 2099 would otherwise make every later one stale.
 */
export const orderTime = (time: Instant, receivedMs: number): Instant =>
  time <= instantFromEpochMs(receivedMs + toleratedFutureMs) ? time : instantFromEpochMs(receivedMs);
