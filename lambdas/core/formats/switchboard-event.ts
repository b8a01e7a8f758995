import * as z from 'zod/mini';
import { type Envelope, instantSchema } from '../envelope';
import { instantFromEpochMs } from '../instant';
import { orderTime } from '../order-key';
import { describeIssue } from './describe-issue';
import { parseJson } from './parse-json';
import { type Delivery, type ParsedEvent, schemaViolated } from './parsed-event';
import { text } from './text';

/** What is sent. Fields that are not named here are dropped; `null` counts as absent. */
const switchboardEventSchema = z.object(
  {
    id: text(256),
    eventType: text(128),
    timestamp: instantSchema,
    entityType: z.nullish(text(128)),
    resourceUri: z.nullish(text(2048)),
    userId: z.nullish(text(256)),
    data: z.optional(z.unknown()),
  },
  'must be a JSON object',
);

/** Maps `{id, eventType, entityType, timestamp, resourceUri, userId, data}` to the envelope. */
export const parseSwitchboardEvent = (delivery: Delivery): Exclude<ParsedEvent, { kind: 'ignored' }> => {
  const json = parseJson(delivery.rawBody);
  if (json.kind === 'unusable') return json;
  const parsed = switchboardEventSchema.safeParse(json.value);
  if (!parsed.success) return schemaViolated(parsed.error.issues.map(describeIssue));
  const { id, eventType, timestamp, entityType, resourceUri, userId, data } = parsed.data;
  const envelope: Envelope = {
    specversion: '1.0',
    id,
    source: delivery.source,
    type: eventType,
    ...(resourceUri != null && { subject: resourceUri }),
    time: timestamp,
    datacontenttype: 'application/json',
    data: data ?? null,
    ...(entityType != null && { entitytype: entityType }),
    ...(userId != null && { actorid: userId }),
    receivedtime: instantFromEpochMs(delivery.receivedMs),
    ordertime: orderTime(timestamp, delivery.receivedMs),
  };
  return { kind: 'event', envelope };
};
