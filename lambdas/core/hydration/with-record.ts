import type { Envelope } from '../envelope';
import type { Instant } from '../instant';
import { isRecord } from '../is-record';
import { resourceIdsOf } from './resource-ids';

/** What the platform keeps about a resource: a JSON object. */
export type PlatformRecord = Readonly<Record<string, unknown>>;

export interface FetchedRecord {
  readonly record: PlatformRecord;
  /** Its path in the platform's API. */
  readonly path: string;
  readonly hydratedTime: Instant;
}

/**
 * A truncated event made whole. The record's fields win, the event's own that the record lacks stay, and ids from the
 * path are added where neither has them. Who it is, its times and so its place in the order stay; `hydratedtime` is the
 * mark of what happened to it.
 */
export const withRecord = (envelope: Envelope, { record, path, hydratedTime }: FetchedRecord): Envelope => {
  const { truncated: _, hydratefor: __, ...event } = envelope;
  const data = { ...resourceIdsOf(path), ...membersOf(event.data), ...record };
  return { ...event, data, hydratedtime: hydratedTime };
};

const membersOf = (data: unknown): Readonly<Record<string, unknown>> =>
  isRecord(data) && !Array.isArray(data) ? data : {};
