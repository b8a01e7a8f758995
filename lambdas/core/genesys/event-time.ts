import type { timeSources } from '../envelope';
import { type Instant, instantFromEpochMs, parseInstant } from '../instant';

/** A time, and where it was found. */
export interface EventTime {
  readonly time: Instant;
  readonly timesource: (typeof timeSources)[number];
}

/** The places where a Genesys event can have its time, as they came. */
export interface TimePlaces {
  /** `eventBody.eventTime` */
  readonly event: unknown;
  /** `timestamp` of the notification, or of the bus event's `detail` */
  readonly notification: unknown;
  /** `time` of the bus event, in whole seconds */
  readonly bus: unknown;
  /** Milliseconds since the epoch. */
  readonly receivedMs: number;
}

/**
 * When an event happened: the first of its times that can be one. What cannot (no number of milliseconds, no RFC 3339,
 * outside the years 1970–9999) is passed over as if it were absent.
 */
export const eventTimeOf = ({ event, notification, bus, receivedMs }: TimePlaces): EventTime => {
  const places = [
    ['event', event],
    ['notification', notification],
    ['bus', bus],
  ] as const;
  for (const [timesource, value] of places) {
    const time = readTime(value);
    if (time !== undefined) return { time, timesource };
  }
  return { time: instantFromEpochMs(receivedMs), timesource: 'received' };
};

/** The last millisecond of the year 9999. */
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * A number counts milliseconds since 1970, as in `v2.detail.events.*`; a text is RFC 3339, as elsewhere. Nought is what
 * senders write who have no time.
 */
const readTime = (value: unknown): Instant | undefined => {
  if (typeof value === 'string') return parseInstant(value);
  if (typeof value !== 'number' || !(value > 0 && value <= latestMs)) return undefined;
  return instantFromEpochMs(Math.floor(value));
};
