import * as z from 'zod/mini';
import { type Envelope, instantSchema } from './envelope';
import { instantFromEpochMs } from './instant';
import { isRecord } from './is-record';
import { orderTime } from './order-key';

const wellFormed = z.refine(
  (value) => typeof value === 'string' && value.isWellFormed(),
  'must be well-formed Unicode, without a lone surrogate',
);
const text = (maxLength: number) =>
  z
    .string('must be a string')
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(maxLength, `must have ${maxLength} characters at most`),
      wellFormed,
    );

/** What a webhook sends. Fields that are not named here are dropped; `null` counts as absent. */
const webhookEventSchema = z.object(
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

/** Deepest nesting of objects and arrays that is accepted; what is deeper could not be serialised again safely. */
const maxDepth = 200;

export type ParsedWebhookEvent =
  | { readonly kind: 'event'; readonly envelope: Envelope }
  | {
      readonly kind: 'unusable';
      readonly reason: 'NOT_JSON' | 'SCHEMA_VIOLATED';
      /** What to mend, in words; never a value from the body. */
      readonly problems: readonly string[];
    };

export interface WebhookDelivery {
  readonly source: string;
  readonly rawBody: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly receivedMs: number;
}

/** Maps a webhook's body `{id, eventType, entityType, timestamp, resourceUri, userId, data}` to the envelope. */
export const parseWebhookEvent = (delivery: WebhookDelivery): ParsedWebhookEvent => {
  const json = parseJson(delivery.rawBody);
  if (json.kind === 'unusable') return json;
  if (isDeeperThan(json.value, maxDepth)) {
    return schemaViolated([`body: must not nest deeper than ${maxDepth} levels`]);
  }
  const parsed = webhookEventSchema.safeParse(json.value);
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

type ParsedJson =
  { readonly kind: 'json'; readonly value: unknown } | Extract<ParsedWebhookEvent, { kind: 'unusable' }>;

/** RFC 8259: JSON is UTF-8; a byte order mark is tolerated. */
const parseJson = (rawBody: Uint8Array): ParsedJson => {
  const notJson = (problem: string): ParsedJson => ({
    kind: 'unusable',
    reason: 'NOT_JSON',
    problems: [`body: ${problem}`],
  });
  if (rawBody.length === 0) return notJson('must not be empty');
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
  } catch {
    return notJson('must be valid UTF-8');
  }
  try {
    const value: unknown = JSON.parse(decoded);
    return { kind: 'json', value };
  } catch {
    return notJson('must be valid JSON');
  }
};

const schemaViolated = (problems: readonly string[]): Extract<ParsedWebhookEvent, { kind: 'unusable' }> => ({
  kind: 'unusable',
  reason: 'SCHEMA_VIOLATED',
  problems,
});

const describeIssue = (issue: z.core.$ZodIssue): string =>
  `${issue.path.length > 0 ? issue.path.join('.') : 'body'}: ${issue.message}`;

/** Without recursion, so that a hostile body cannot exhaust the stack. */
const isDeeperThan = (root: unknown, limit: number): boolean => {
  let level = [root].filter(isRecord);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((value) => Object.values(value).filter(isRecord));
  }
  return false;
};
