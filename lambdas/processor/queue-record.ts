import * as z from 'zod/mini';
import { type Probe, probeField } from '../contract/probe';
import { PermanentError } from '../core/failure/errors';
import type { Entity } from '../core/entity';
import { type Envelope, envelopeSchema } from '../core/envelope';
import { decodeMessage, encodingAttribute } from '../core/queue-message';
import { releaseMessageSchema } from '../core/release-message';

/** What Lambda's SQS event source hands over, as far as a processor reads it. */
const sqsEventSchema = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      receiptHandle: z.optional(z.string()),
      attributes: z.object({
        ApproximateReceiveCount: z.string(),
        SentTimestamp: z.optional(z.string()),
        MessageGroupId: z.optional(z.string()),
        MessageDeduplicationId: z.optional(z.string()),
      }),
      messageAttributes: z.record(z.string(), z.object({ stringValue: z.optional(z.string()) })),
    }),
  ),
});

export interface QueueRecord {
  readonly messageId: string;
  /** Absent in an event that was made by hand. */
  readonly receiptHandle: string | undefined;
  readonly groupId: string;
  readonly deduplicationId: string;
  /** How often the message was received, this time included. */
  readonly receiveCount: number;
  /** When the queue took it, in milliseconds since the epoch; `undefined` if the event does not say. */
  readonly sentMs: number | undefined;
  readonly body: string;
  readonly encoding: string | undefined;
}

/** @throws when it is not an SQS event, which only a wrong event source mapping can cause. */
export const parseSqsEvent = (event: unknown): readonly QueueRecord[] =>
  sqsEventSchema
    .parse(event)
    .Records.map(({ messageId, receiptHandle, body, attributes, messageAttributes }) => ({
      messageId,
      receiptHandle,
      groupId: attributes.MessageGroupId ?? messageId,
      deduplicationId: attributes.MessageDeduplicationId ?? messageId,
      receiveCount: Number(attributes.ApproximateReceiveCount),
      sentMs: Number(attributes.SentTimestamp) || undefined,
      body,
      encoding: messageAttributes[encodingAttribute]?.stringValue,
    }));

const probeSchema = z.object({ [probeField]: z.object({ dependency: z.string(), id: z.string() }) });

/** The probe that the guard sends along. */
export const parseProbe = (event: unknown): Probe | undefined =>
  probeSchema.safeParse(event).data?.[probeField];

/** What a message asks for: an event to be processed, or an entity's parked events to be released. */
export type QueueMessage =
  | { readonly kind: 'event'; readonly envelope: Envelope }
  | { readonly kind: 'release'; readonly entity: Entity };

const messageSchema = z.union([
  z.pipe(
    releaseMessageSchema,
    z.transform(({ release }): QueueMessage => ({ kind: 'release', entity: release })),
  ),
  z.pipe(
    envelopeSchema,
    z.transform((envelope): QueueMessage => ({ kind: 'event', envelope })),
  ),
]);

/** A message is neither an envelope nor a release. */
export class UndecodableMessageError extends PermanentError {
  override readonly name = 'UndecodableMessageError';
  override readonly failureCause = 'UNDECODABLE';
}

/** @throws {UndecodableMessageError} */
export const readMessage = (record: QueueRecord): QueueMessage => {
  try {
    return messageSchema.parse(decodeMessage(record.body, record.encoding));
  } catch (cause) {
    throw new UndecodableMessageError('The message holds neither an event envelope nor a release.', {
      cause,
    });
  }
};
