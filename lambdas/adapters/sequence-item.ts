import * as z from 'zod/mini';
import { outcomeNames } from '../contract/claim-outcome';
import { entitiesTable, entityKey } from '../contract/table-schema';
import { dueShardOf } from '../core/entity';
import { envelopeSchema, instantSchema } from '../core/envelope';
import type { EventRef, Sequence } from '../core/sequencing/sequence';
import type { ModuleState, SequenceCommit } from '../processor/ports';

const json = z.pipe(
  z.string(),
  z.transform((text): unknown => JSON.parse(text)),
);
const state = z.optional(z.custom<ModuleState>((value) => typeof value === 'object' && value !== null));
const position = z.object({ state, type: z.optional(z.string()) });
const ref = { key: z.string(), source: z.string(), eventId: z.string(), type: z.string() };

/**
 * An order key ends with its event's id, percent-encoded and so up to nine times as long as the id that stands beside
 * it, and its source. They are left out, and the key ends with the `#` before them, as no other key does.
 */
const endOfKey = ({ id, source }: Pick<EventRef, 'id' | 'source'>): string =>
  `${encodeURIComponent(id)}#${source}`;
const shortKey = (event: Pick<EventRef, 'key' | 'id' | 'source'>): string => {
  const end = `#${endOfKey(event)}`;
  return event.key.endsWith(end) ? event.key.slice(0, 1 - end.length) : event.key;
};
const fullKey = (key: string, event: Pick<EventRef, 'id' | 'source'>): string =>
  key.endsWith('#') ? key + endOfKey(event) : key;

/**
 * An entity's item, as far as the sequence is read from it. Envelopes stand in it as JSON text, because a number
 * that a sender sent may be none for DynamoDB.
 */
const itemSchema = z.object({
  version: z.number(),
  watermark: z.optional(z.string()),
  state,
  type: z.optional(z.string()),
  settled: z.optional(position),
  open: z.optional(
    z.array(
      z.object({
        ...ref,
        openUntil: instantSchema,
        bytes: z.number(),
        envelope: z.pipe(json, envelopeSchema),
      }),
    ),
  ),
  parked: z.optional(
    z.array(
      z.object({
        ...ref,
        dueAt: instantSchema,
        bytes: z.number(),
        attempts: z.number(),
        retryAt: z.optional(instantSchema),
      }),
    ),
  ),
  /** Absent in an item that the module wrote when its policy was `latest`. */
  lastCommit: z.optional(
    z.array(z.object({ source: z.string(), eventId: z.string(), outcome: z.enum(outcomeNames) })),
  ),
});

/** @throws when the item is none of ours */
export const sequenceFromItem = (item: unknown): Sequence<ModuleState> => {
  const parsed = itemSchema.parse(item);
  const head = { state: parsed.state, type: parsed.type };
  return {
    version: parsed.version,
    watermark: parsed.watermark,
    settled: parsed.settled ?? head,
    open: parsed.open?.map(eventFromItem) ?? [],
    head,
    parked: parsed.parked?.map(eventFromItem) ?? [],
    lastCommit: parsed.lastCommit?.map(withId) ?? [],
  };
};

/**
 * `{ pk, module, entityType, entityId, version, updatedAt, complete, state, type, watermark, settled, open, parked,
 * lastCommit, dueShard, dueAt }`. `settled` is there only while it differs from `state` and `type`; `open`,
 * `parked` and the keys of the sparse index `dueShard` and `dueAt` are there only while they hold something.
 */
export const sequenceToItem = (commit: SequenceCommit): Record<string, unknown> => {
  const { module, entity, sequence, dueAt, complete, at } = commit;
  const { open, parked, head, settled, watermark, lastCommit } = sequence;
  return {
    [entitiesTable.partitionKey]: entityKey(module, entity),
    module,
    entityType: entity.type,
    entityId: entity.id,
    version: sequence.version + 1,
    updatedAt: at,
    complete,
    ...head,
    watermark,
    ...(open.length > 0 && {
      settled,
      open: open.map(({ envelope, ...event }) => ({
        ...eventToItem(event),
        envelope: JSON.stringify(envelope),
      })),
    }),
    ...(parked.length > 0 && { parked: parked.map(eventToItem) }),
    lastCommit: lastCommit.map(withEventId),
    ...(dueAt !== undefined && {
      [entitiesTable.dueIndex.partitionKey]: dueShardOf(module, entity),
      [entitiesTable.dueIndex.sortKey]: dueAt,
    }),
  };
};

const eventFromItem = <Event extends Omit<EventRef, 'id'> & { readonly eventId: string }>(event: Event) => ({
  ...withId(event),
  key: fullKey(event.key, { id: event.eventId, source: event.source }),
});

const eventToItem = <Event extends EventRef>(event: Event) => ({
  ...withEventId(event),
  key: shortKey(event),
});

const withId = <Event extends { readonly eventId: string }>({ eventId, ...event }: Event) => ({
  ...event,
  id: eventId,
});

const withEventId = <Event extends { readonly id: string }>({ id, ...event }: Event) => ({
  ...event,
  eventId: id,
});
