import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { entitiesTable, entityKey } from '../contract/table-schema';
import { type Envelope, envelopeSchema } from '../core/envelope';
import { sha256Hex } from '../core/sha256-hex';
import type { KeptEnvelope, ModuleEntity, ParkedBody, ParkedEvents } from '../processor/ports';

const partSchema = z.object({
  pk: z.string(),
  parts: z.number(),
  body: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
type Part = z.infer<typeof partSchema>;

/** Of a compressed envelope; an item may have 400 KB. */
const partBytes = 350_000;
/** Limits of one call. Source: DynamoDB's BatchGetItem and BatchWriteItem. */
const keysPerRead = 100;
const requestsPerWrite = 25;
const maxInflatedBytes = 16 * 1024 * 1024;
/** DynamoDB may leave part of a batch undone when it is throttled. */
const maxRounds = 8;

/** DynamoDB left a part of a batch undone again and again. */
export class BatchIncompleteError extends Error {
  override readonly name = 'BatchIncompleteError';
}

export interface DynamoDbParkedEventsOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** After it DynamoDB removes what was not discarded. */
  readonly retentionSeconds: number;
}

/**
 * The envelopes of parked events, as items of their own in the entities table: compressed JSON, in as many parts as
 * it takes, `{ pk, entity, key, part, parts, body, expiresAt }`.
 */
export class DynamoDbParkedEvents implements ParkedEvents {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #retentionSeconds: number;

  constructor({ client, tableName, retentionSeconds }: DynamoDbParkedEventsOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#retentionSeconds = retentionSeconds;
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
    await this.#write(items.map((item) => ({ PutRequest: { Item: marshall(item) } })));
  }

  async fetch(of: ModuleEntity, bodies: readonly ParkedBody[]): Promise<ReadonlyMap<string, Envelope>> {
    const found = await this.#read(bodies.flatMap((body) => partKeys(of, body)));
    const byKey = new Map(found.map((part) => [part.pk, part]));
    return new Map(
      bodies.flatMap((body) => {
        const envelope = assemble(partKeys(of, body).flatMap((pk) => byKey.get(pk) ?? []));
        return envelope ? [[body.key, envelope] as const] : [];
      }),
    );
  }

  async discard(of: ModuleEntity, bodies: readonly ParkedBody[]): Promise<void> {
    const keys = bodies.flatMap((body) => partKeys(of, body));
    await this.#write(
      keys.map((pk) => ({ DeleteRequest: { Key: { [entitiesTable.partitionKey]: { S: pk } } } })),
    );
  }

  async #read(keys: readonly string[]): Promise<readonly Part[]> {
    const items: Record<string, AttributeValue>[] = [];
    let open: Record<string, AttributeValue>[] = keys.map((pk) => ({
      [entitiesTable.partitionKey]: { S: pk },
    }));
    for (let round = 0; open.length > 0; round += 1) {
      if (round > maxRounds + keys.length / keysPerRead)
        throw new BatchIncompleteError('Reading took too long.');
      const request = { [this.#tableName]: { Keys: open.slice(0, keysPerRead), ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await this.#client.send(
        new BatchGetItemCommand({ RequestItems: request }),
      );
      items.push(...(Responses?.[this.#tableName] ?? []));
      open = [...(UnprocessedKeys?.[this.#tableName]?.Keys ?? []), ...open.slice(keysPerRead)];
    }
    return items.map((item) => partSchema.parse(unmarshall(item)));
  }

  async #write(requests: readonly WriteRequest[]): Promise<void> {
    let open = [...requests];
    for (let round = 0; open.length > 0; round += 1) {
      if (round > maxRounds + requests.length / requestsPerWrite) {
        throw new BatchIncompleteError('Writing took too long.');
      }
      const { UnprocessedItems } = await this.#client.send(
        new BatchWriteItemCommand({ RequestItems: { [this.#tableName]: open.slice(0, requestsPerWrite) } }),
      );
      open = [...(UnprocessedItems?.[this.#tableName] ?? []), ...open.slice(requestsPerWrite)];
    }
  }
}

/** No module's name has a space, so that no entity has such a key; hashed, because keys have 2048 bytes at most. */
const partKey = ({ module, entity }: ModuleEntity, key: string, part: number): string =>
  `parked ${sha256Hex(JSON.stringify([entityKey(module, entity), key]))} ${part}`;

/** Where the parts can be: compression makes a body no longer than this. Most have one. */
const partKeys = (of: ModuleEntity, { key, bytes }: ParkedBody): readonly string[] =>
  Array.from({ length: Math.ceil((bytes * 1.001 + 64) / partBytes) }, (_, part) => partKey(of, key, part));

const assemble = (parts: readonly Part[]): Envelope | undefined => {
  const [first] = parts;
  if (!first || parts.length < first.parts) return undefined;
  const compressed = Buffer.concat(parts.map(({ body }) => body));
  const json = gunzipSync(compressed, { maxOutputLength: maxInflatedBytes }).toString();
  return envelopeSchema.parse(JSON.parse(json));
};
