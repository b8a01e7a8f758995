import * as z from 'zod/mini';
import { type Envelope, instantSchema, type Truncation } from '../envelope';
import { instantFromEpochMs } from '../instant';
import { orderTime } from '../order-key';
import { parseCutJson } from './cut-json';
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
    truncated: z.optional(z.unknown()),
  },
  'must be a JSON object',
);

type SwitchboardEvent = z.infer<typeof switchboardEventSchema>;

/**
 * Maps `{id, eventType, entityType, timestamp, resourceUri, userId, data}` to the envelope. An event that says
 * `truncated: true`, and one whose JSON was cut behind what identifies it, are marked as truncated.
 */
export const parseSwitchboardEvent = (delivery: Delivery): Exclude<ParsedEvent, { kind: 'ignored' }> => {
  const json = parseJson(delivery.rawBody);
  if (json.kind === 'unusable') {
    const cut = json.reason === 'NOT_JSON' ? cutEvent(delivery.rawBody) : undefined;
    return cut ? { kind: 'event', envelope: envelopeOf(cut, 'json', delivery) } : json;
  }
  const parsed = switchboardEventSchema.safeParse(json.value);
  if (!parsed.success) return schemaViolated(parsed.error.issues.map(describeIssue));
  const truncation = parsed.data.truncated === true ? 'flag' : undefined;
  return { kind: 'event', envelope: envelopeOf(parsed.data, truncation, delivery) };
};

/** What is left of an event whose JSON was cut, if that says which event it is and where all of it can be had. */
const cutEvent = (rawBody: Uint8Array): SwitchboardEvent | undefined => {
  const event = switchboardEventSchema.safeParse(parseCutJson(rawBody)).data;
  return event?.resourceUri == null ? undefined : event;
};

const envelopeOf = (
  { id, eventType, timestamp, entityType, resourceUri, userId, data }: SwitchboardEvent,
  truncated: Truncation | undefined,
  { source, receivedMs }: Delivery,
): Envelope => ({
  specversion: '1.0',
  id,
  source,
  type: eventType,
  ...(resourceUri != null && { subject: resourceUri }),
  time: timestamp,
  datacontenttype: 'application/json',
  data: data ?? null,
  ...(entityType != null && { entitytype: entityType }),
  ...(userId != null && { actorid: userId }),
  receivedtime: instantFromEpochMs(receivedMs),
  ordertime: orderTime(timestamp, receivedMs),
  ...(truncated && { truncated }),
});
