import * as z from 'zod/mini';
import type { Envelope } from '../envelope';
import { composedIdOf } from '../genesys/composed-id';
import { eventTimeOf } from '../genesys/event-time';
import { findTopic, topicWithoutIds } from '../genesys/find-topic';
import { mapTopic } from '../genesys/map-topic';
import { instantFromEpochMs } from '../instant';
import { isRecord } from '../is-record';
import { orderTime } from '../order-key';
import { describeIssue } from './describe-issue';
import { parseJson } from './parse-json';
import { type Delivery, type ParsedEvent, schemaViolated } from './parsed-event';
import { text } from './text';

/** As it came, not a copy: what is hashed must be all that was sent. */
const anObject = z.custom<Readonly<Record<string, unknown>>>(
  (value) => isRecord(value) && !Array.isArray(value),
  'must be a JSON object',
);

/** A notification. Times are looked at later: one that is none is passed over. */
const notificationSchema = z.object(
  {
    /** With real ids: `v2.users.1f0c….activity`. */
    topicName: text(256),
    eventBody: anObject,
    metadata: z.optional(z.unknown()),
    timestamp: z.optional(z.unknown()),
  },
  'must be a JSON object',
);

/** An EventBridge event, which has a notification as its `detail`. */
const busEventSchema = z.object({
  'detail-type': z.string('must be a string'),
  time: z.optional(z.unknown()),
  detail: notificationSchema,
});

type Notification = z.infer<typeof notificationSchema> & { readonly busTime?: unknown };

/**
 * Maps a notification of Genesys Cloud to the envelope, whether it comes alone or as the `detail` of an EventBridge
 * event. Both give the same id as long as the notification has a time of its own.
 */
export const parseGenesysEvent = (delivery: Delivery): ParsedEvent => {
  const json = parseJson(delivery.rawBody);
  if (json.kind === 'unusable') return json;
  const parsed = readNotification(json.value);
  return parsed.kind === 'unusable' ? parsed : mapNotification(parsed.notification, delivery);
};

const readNotification = (value: unknown) => {
  if (isRecord(value) && 'detail-type' in value) {
    const parsed = busEventSchema.safeParse(value);
    if (!parsed.success) return schemaViolated(parsed.error.issues.map(describeIssue));
    const notification: Notification = { ...parsed.data.detail, busTime: parsed.data.time };
    return { kind: 'notification', notification } as const;
  }
  const parsed = notificationSchema.safeParse(value);
  if (!parsed.success) return schemaViolated(parsed.error.issues.map(describeIssue));
  const notification: Notification = parsed.data;
  return { kind: 'notification', notification } as const;
};

const mapNotification = (notification: Notification, { source, receivedMs }: Delivery): ParsedEvent => {
  const { topicName, eventBody, metadata, timestamp, busTime } = notification;
  const { time, timesource } = eventTimeOf({
    event: eventBody['eventTime'],
    notification: timestamp,
    bus: busTime,
    receivedMs,
  });
  const { id, contentHash } = composedIdOf({ topicName, time, timesource, eventBody, metadata });
  const found = findTopic(topicName);
  if (!found) {
    return { kind: 'ignored', reason: 'UNKNOWN_TOPIC', event: { id, type: topicWithoutIds(topicName) } };
  }
  const envelope: Envelope = {
    specversion: '1.0',
    id,
    source,
    time,
    datacontenttype: 'application/json',
    ...mapTopic(found, eventBody),
    receivedtime: instantFromEpochMs(receivedMs),
    ordertime: orderTime(time, receivedMs),
    timesource,
  };
  return { kind: 'event', envelope, contentHash };
};
