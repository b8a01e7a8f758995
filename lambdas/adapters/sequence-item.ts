import * as z from 'zod/mini';
import { outcomeNames } from '../contract/claim-outcome';
import { entitiesTable, entityKey } from '../contract/table-schema';
import { dueShardOf } from '../core/entity';
import { envelopeSchema, instantSchema } from '../core/envelope';
import type { Sequence } from '../core/sequencing/sequence';
import type { ModuleState, SequenceCommit } from '../processor/ports';

const json = z.pipe(
  z.string(),
  z.transform((text): unknown => JSON.parse(text)),
);
const state = z.optional(z.custom<ModuleState>((value) => typeof value === 'object' && value !== null));
const position = z.object({ state, type: z.optional(z.string()) });
const ref = { key: z.string(), source: z.string(), eventId: z.string(), type: z.string() };

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
  lastCommit: z.array(z.object({ source: z.string(), eventId: z.string(), outcome: z.enum(outcomeNames) })),
});

/** @throws when the item is none of ours */
export const sequenceFromItem = (item: unknown): Sequence<ModuleState> => {
  const parsed = itemSchema.parse(item);
  const head = { state: parsed.state, type: parsed.type };
  return {
    version: parsed.version,
    watermark: parsed.watermark,
    settled: parsed.settled ?? head,
    open: parsed.open?.map(withId) ?? [],
    head,
    parked: parsed.parked?.map(withId) ?? [],
    lastCommit: parsed.lastCommit.map(withId),
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
        ...withEventId(event),
        envelope: JSON.stringify(envelope),
      })),
    }),
    ...(parked.length > 0 && { parked: parked.map(withEventId) }),
    lastCommit: lastCommit.map(withEventId),
    ...(dueAt !== undefined && {
      [entitiesTable.dueIndex.partitionKey]: dueShardOf(module, entity),
      [entitiesTable.dueIndex.sortKey]: dueAt,
    }),
  };
};

const withId = <Event extends { readonly eventId: string }>({ eventId, ...event }: Event) => ({
  ...event,
  id: eventId,
});

const withEventId = <Event extends { readonly id: string }>({ id, ...event }: Event) => ({
  ...event,
  eventId: id,
});
