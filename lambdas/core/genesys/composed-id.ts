import { sha256Hex } from '../sha256-hex';
import { canonicalJson } from './canonical-json';
import type { EventTime } from './event-time';

/** What makes a notification the one it is. */
export interface Identity extends EventTime {
  /** With its real ids. */
  readonly topicName: string;
  readonly eventBody: unknown;
  readonly metadata: unknown;
}

export interface ComposedId {
  /** `genesys/2026-03-02T08:00:00.250000000Z/0f3c…`: ASCII, 71 characters at most. */
  readonly id: string;
  /** SHA-256, in hex, of all that the id is made of. */
  readonly contentHash: string;
}

const hashLength = 32;

/**
 * Genesys Cloud gives its events no id, so one is composed: from the time, and from a hash of topic, time and body. It
 * is the same for every copy of an event, whichever way and however spelt it came.
 *
 * Where the only time is our own, there is none in the id, for a copy that comes later must have the same one. What
 * then tells two equal bodies apart is the notification's metadata, which has its correlation id.
 *
 * The ids of people that stand in a topic's name go into the hash only: an event's id is logged.
 */
export const composedIdOf = ({ topicName, time, timesource, eventBody, metadata }: Identity): ComposedId => {
  const isDated = timesource !== 'received';
  const content = isDated ? [topicName, time, eventBody] : [topicName, null, eventBody, metadata ?? null];
  const contentHash = sha256Hex(canonicalJson(content));
  const id = `genesys/${isDated ? time : 'undated'}/${contentHash.slice(0, hashLength)}`;
  return { id, contentHash };
};
