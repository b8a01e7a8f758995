import { gunzipSync, gzipSync } from 'node:zlib';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { entitiesTable, entityKey } from '../contract/table-schema';
import { type Envelope, envelopeSchema } from '../core/envelope';
import { sha256Hex } from '../core/sha256-hex';
import type { KeptEnvelope, ModuleEntity, ParkedBody, ParkedEvents } from '../processor/ports';
import { DynamoDbBatches, type DynamoDbBatchesOptions } from './dynamodb-batches';

const partSchema = z.object({
  pk: z.string(),
  parts: z.number(),
  body: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
type Part = z.infer<typeof partSchema>;

/** Of a compressed envelope; an item may have 400 KB. */
const partBytes = 350_000;
/** What an envelope may grow to, so that no item can fill the memory. */
const maxInflatedBytes = 16 * 1024 * 1024;

export interface DynamoDbParkedEventsOptions extends DynamoDbBatchesOptions {
  /** After it DynamoDB removes what was not discarded. */
  readonly retentionSeconds: number;
}

/**
 * The envelopes of parked events, as items of their own in the entities table: compressed JSON, in as many parts as
 * it takes, `{ pk, entity, key, part, parts, body, expiresAt }`.
 */
export class DynamoDbParkedEvents implements ParkedEvents {
  readonly #batches: DynamoDbBatches;
  readonly #retentionSeconds: number;

  constructor(options: DynamoDbParkedEventsOptions) {
    this.#batches = new DynamoDbBatches(options);
    this.#retentionSeconds = options.retentionSeconds;
  }

  async keep(of: ModuleEntity, key: string, { envelope, nowMs }: KeptEnvelope): Promise<void> {
    const compressed = gzipSync(JSON.stringify(envelope));
    const parts = Math.ceil(compressed.length / partBytes);
    const common = {
      entity: entityKey(of.module, of.entity),
      key,
      parts,
      [entitiesTable.ttl]: Math.floor(nowMs / 1000) + this.#retentionSeconds,
    };
    const items = Array.from({ length: parts }, (_, part) => ({
      ...common,
      [entitiesTable.partitionKey]: partKey(of, key, part),
      part,
      body: compressed.subarray(part * partBytes, (part + 1) * partBytes),
    }));
    await this.#batches.put(items.map((item) => marshall(item)));
  }

  async fetch(of: ModuleEntity, bodies: readonly ParkedBody[]): Promise<ReadonlyMap<string, Envelope>> {
    const found = await this.#batches.get(bodies.flatMap((body) => partKeys(of, body)));
    const parts = found.flatMap((item) => partSchema.safeParse(unmarshall(item)).data ?? []);
    const byKey = new Map(parts.map((part) => [part.pk, part]));
    return new Map(
      bodies.flatMap((body) => {
        const envelope = assemble(partKeys(of, body).map((pk) => byKey.get(pk)));
        return envelope ? [[body.key, envelope] as const] : [];
      }),
    );
  }

  async discard(of: ModuleEntity, bodies: readonly ParkedBody[]): Promise<void> {
    await this.#batches.delete(bodies.flatMap((body) => partKeys(of, body)));
  }
}

/** No module's name has a space, so that no entity has such a key; hashed, because keys have 2048 bytes at most. */
const partKey = ({ module, entity }: ModuleEntity, key: string, part: number): string =>
  `parked ${sha256Hex(JSON.stringify([entityKey(module, entity), key]))} ${part}`;

/** Where the parts can be: compression makes a body no longer than this. Most have one. */
const partKeys = (of: ModuleEntity, { key, bytes }: ParkedBody): readonly string[] =>
  Array.from({ length: Math.ceil((bytes * 1.001 + 64) / partBytes) }, (_, part) => partKey(of, key, part));

/**
 * An envelope of which a part is gone, or a part of another body stands among them, which gzip's checksum tells, is as
 * good as gone: were it an error, it would stop the entity for good.
 */
const assemble = (places: readonly (Part | undefined)[]): Envelope | undefined => {
  const [first] = places;
  if (!first) return undefined;
  try {
    const compressed = Buffer.concat(places.slice(0, first.parts).flatMap((part) => part?.body ?? []));
    const json = gunzipSync(compressed, { maxOutputLength: maxInflatedBytes }).toString();
    return envelopeSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
};
