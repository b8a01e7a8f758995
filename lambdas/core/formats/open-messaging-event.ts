import * as z from 'zod/mini';
import { type Envelope, instantSchema } from '../envelope';
import { instantFromEpochMs } from '../instant';
import { orderTime } from '../order-key';
import { sha256Hex } from '../sha256-hex';
import { describeIssue } from './describe-issue';
import { parseJson } from './parse-json';
import { type Delivery, type ParsedEvent, schemaViolated } from './parsed-event';
import { text } from './text';

/** Senders leave out or write `null` for what they do not know. */
const some = (maxLength: number) => z.nullish(text(maxLength));

/**
 * What Genesys Cloud posts to an Open Messaging integration's webhook, as far as the envelope is made of it. Source:
 * Genesys Cloud developer center, "Outbound messages", the outbound open normalized message format.
 */
const outboundSchema = z.object(
  {
    /** Of the message; a receipt has the id of the message it is about. */
    id: text(256),
    /** `Text`, `Structured`, `Receipt`, `Event`; others may come. */
    type: text(40),
    channel: z.object(
      {
        /** Of the integration. */
        id: some(256),
        to: z.nullish(z.object({ id: some(2048) })),
        from: z.nullish(z.object({ id: some(2048) })),
        time: instantSchema,
        messageId: some(256),
      },
      'must be a JSON object',
    ),
    /** Of a receipt: `Sent`, `Delivered`, `Read`, `Failed`, … */
    status: some(40),
    events: z.nullish(z.array(z.object({ eventType: some(64) }))),
    direction: some(64),
    conversationId: some(256),
  },
  'must be a JSON object',
);

type Outbound = z.infer<typeof outboundSchema>;

/**
 * Maps an outbound message, receipt or event to the envelope: `message.text`, `message.structured`, `message.receipt`,
 * `message.event` and so on, with the whole of it as `data`. It is about the person at the other end of the channel,
 * whose id stands in `data` only.
 */
export const parseOpenMessagingEvent = (delivery: Delivery): Exclude<ParsedEvent, { kind: 'ignored' }> => {
  const json = parseJson(delivery.rawBody);
  if (json.kind === 'unusable') return json;
  const parsed = outboundSchema.safeParse(json.value);
  if (!parsed.success) return schemaViolated(parsed.error.issues.map(describeIssue));
  const message = parsed.data;
  const { time } = message.channel;
  const envelope: Envelope = {
    specversion: '1.0',
    id: idOf(message),
    source: delivery.source,
    type: `message.${message.type.toLowerCase()}`,
    time,
    datacontenttype: 'application/json',
    data: json.value,
    entitytype: 'message',
    receivedtime: instantFromEpochMs(delivery.receivedMs),
    ordertime: orderTime(time, delivery.receivedMs),
    timesource: 'event',
  };
  return { kind: 'event', envelope };
};

/** Room for the message's id in an event's, beside the rest. */
const maxReadableId = 120;

/**
 * The platform promises that a message's id and time are unique together. A receipt has the id of its message, and
 * events come many times in a message's life, so kind, status and time are part of the id.
 */
const idOf = ({ id, type, status, channel }: Outbound): string => {
  const kind = [type, status].flatMap((word) => (word ? [word.toLowerCase()] : [])).join('.');
  const isReadable = id.length <= maxReadableId && /^[\x21-\x7e]+$/.test(id);
  return `${isReadable ? id : sha256Hex(id)}/${kind}/${channel.time}`;
};
