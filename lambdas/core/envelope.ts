import * as z from 'zod/mini';
import { type Instant, instantRule, parseInstant } from './instant';

/** A zod type for times: takes what `parseInstant` takes and gives its fixed-width UTC form. */
export const instantSchema = z.pipe(
  z.string('must be a string'),
  z.transform((text, context): Instant => {
    const instant = parseInstant(text);
    if (instant !== undefined) return instant;
    context.issues.push({ code: 'custom', message: `must be ${instantRule}`, input: text });
    return z.NEVER;
  }),
);

/**
 * An event inside Switchboard: a CloudEvents 1.0 JSON object. Extension attributes are lower-case
 * alphanumerics, as CloudEvents demands. Source: CloudEvents specification 1.0.2.
 */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  /** The sender's id of the event; unique within `source`. */
  id: z.string(),
  /** Name of the source it came through. */
  source: z.string(),
  /** Such as `agent.login`. */
  type: z.string(),
  /** The sender's `resourceUri`. */
  subject: z.optional(z.string()),
  /** When it happened, by the sender's clock. */
  time: instantSchema,
  datacontenttype: z.literal('application/json'),
  /** Whatever the sender says about it, `null` where it says nothing; a module's own schema decides what to make of it. */
  data: z.unknown(),
  /** The sender's `entityType`. */
  entitytype: z.optional(z.string()),
  /** The sender's `userId`. */
  actorid: z.optional(z.string()),
  /** When ingest first received it. */
  receivedtime: instantSchema,
  /** The time it is ordered by; fixed when it was first received. */
  ordertime: instantSchema,
});

export type Envelope = z.infer<typeof envelopeSchema>;
