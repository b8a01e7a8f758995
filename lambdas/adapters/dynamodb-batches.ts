import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { entitiesTable } from '../contract/table-schema';
import { StoreUnavailableError } from '../core/failure/errors';

/** Limits of one call. Source: DynamoDB's BatchGetItem and BatchWriteItem. */
const keysPerRead = 100;
const requestsPerWrite = 25;
/** Calls in a row that got nothing done; with the pauses between them, two and a half seconds at most. */
const maxFruitlessCalls = 8;
const firstPauseMs = 20;

/** DynamoDB left a whole batch undone again and again: it is throttled. */
export class BatchIncompleteError extends StoreUnavailableError {
  override readonly name = 'BatchIncompleteError';
}

export interface DynamoDbBatchesOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Waits. Default: the system's timer. */
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined;
}

/**
 * Many items of one table. DynamoDB may leave a part of a batch undone, because the answer would be too long (16 MB)
 * or because it is throttled; that part is asked for again, after a pause if nothing at all was done.
 */
export class DynamoDbBatches {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #pause: (ms: number) => Promise<unknown>;

  constructor({ client, tableName, pause = sleep }: DynamoDbBatchesOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#pause = pause;
  }

  /** The items there are, in no order. @throws {BatchIncompleteError} */
  async get(keys: readonly string[]): Promise<readonly Record<string, AttributeValue>[]> {
    const items: Record<string, AttributeValue>[] = [];
    await this.#inBatches(distinct(keys).map(asKey), keysPerRead, async (Keys) => {
      const request = { [this.#tableName]: { Keys, ConsistentRead: true } };
      const answer = await this.#client.send(new BatchGetItemCommand({ RequestItems: request }));
      items.push(...(answer.Responses?.[this.#tableName] ?? []));
      return answer.UnprocessedKeys?.[this.#tableName]?.Keys;
    });
    return items;
  }

  /** @throws {BatchIncompleteError} when some may be written and others not */
  async put(items: readonly Record<string, AttributeValue>[]): Promise<void> {
    await this.#write(items.map((Item) => ({ PutRequest: { Item } })));
  }

  /** @throws {BatchIncompleteError} when some may be gone and others not */
  async delete(keys: readonly string[]): Promise<void> {
    await this.#write(distinct(keys).map((key) => ({ DeleteRequest: { Key: asKey(key) } })));
  }

  async #write(requests: readonly WriteRequest[]): Promise<void> {
    await this.#inBatches(requests, requestsPerWrite, async (batch) => {
      const command = new BatchWriteItemCommand({ RequestItems: { [this.#tableName]: [...batch] } });
      const { UnprocessedItems } = await this.#client.send(command);
      return UnprocessedItems?.[this.#tableName];
    });
  }

  /** @param call gives what it left undone */
  async #inBatches<Entry>(
    entries: readonly Entry[],
    size: number,
    call: (batch: Entry[]) => Promise<Entry[] | undefined>,
  ): Promise<void> {
    let open = [...entries];
    for (let fruitless = 0; open.length > 0;) {
      const batch = open.slice(0, size);
      const undone = (await call(batch)) ?? [];
      open = [...undone, ...open.slice(size)];
      fruitless = undone.length < batch.length ? 0 : fruitless + 1;
      if (fruitless === maxFruitlessCalls) {
        throw new BatchIncompleteError(`DynamoDB left a batch undone ${fruitless} times.`);
      }
      if (fruitless > 0) await this.#pause(firstPauseMs * 2 ** (fruitless - 1) * Math.random());
    }
  }
}

/** DynamoDB refuses a batch that names an item twice. */
const distinct = (keys: readonly string[]): string[] => [...new Set(keys)];

const asKey = (key: string): Record<string, AttributeValue> => ({ [entitiesTable.partitionKey]: { S: key } });
