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
 * Where an event's time can come from, best first: the event itself, the notification around it, the bus that carried it,
 * our own clock.
 */
export const timeSources = ['event', 'notification', 'bus', 'received'] as const;

/**
 * How an event can be truncated.
 *
 * - `json`: its JSON was cut
 * - `flag`: its sender says so
 * - `fields`: it lacks what a module requires
 */
export const truncations = ['json', 'flag', 'fields'] as const;

export type Truncation = (typeof truncations)[number];

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
  /** Where `time` comes from, when the sender's format does not have one place for it. */
  timesource: z.optional(z.enum(timeSources)),
  /** Why `data` is not all there is; absent when it is. */
  truncated: z.optional(z.enum(truncations)),
  /** Names of the modules that wait until it is hydrated, joined by commas; only on its way there. */
  hydratefor: z.optional(z.string()),
  /** When `data` was completed from the platform's own record. */
  hydratedtime: z.optional(instantSchema),
  /**
   * Where `data` lies while it does not stand in the envelope, which says `null` then. Modules never see that. Source:
   * CloudEvents claim-check extension.
   */
  dataref: z.optional(z.string()),
});

export type Envelope = z.infer<typeof envelopeSchema>;
