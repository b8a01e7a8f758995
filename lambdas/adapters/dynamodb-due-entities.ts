import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { dueShard, entitiesTable } from '../contract/table-schema';
import { instantSchema } from '../core/envelope';
import type { DueEntities, DueEntity, DuePage, DueQuery } from '../release/ports';

const { dueIndex } = entitiesTable;

const itemSchema = z.object({ entityType: z.string(), entityId: z.string(), dueAt: instantSchema });

/** Items of a page, unless told otherwise: about 200 KB, one answer of DynamoDB. */
const defaultPageSize = 1000;

/** The sparse index of the entities table that holds the entities with parked events. */
export class DynamoDbDueEntities implements DueEntities {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #pageSize: number;

  constructor(client: DynamoDBClient, tableName: string, pageSize = defaultPageSize) {
    this.#client = client;
    this.#tableName = tableName;
    this.#pageSize = pageSize;
  }

  async *pages(query: DueQuery): AsyncGenerator<DuePage, void> {
    let after: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(this.#command(query, after));
      after = LastEvaluatedKey;
      const entities = Items.flatMap(readDueEntity);
      yield { entities, unreadable: Items.length - entities.length, isLast: after === undefined };
    } while (after !== undefined);
  }

  #command(
    { module, shard, now }: DueQuery,
    after: Record<string, AttributeValue> | undefined,
  ): QueryCommand {
    return new QueryCommand({
      TableName: this.#tableName,
      IndexName: dueIndex.name,
      KeyConditionExpression: '#shard = :shard AND #dueAt <= :now',
      ExpressionAttributeNames: { '#shard': dueIndex.partitionKey, '#dueAt': dueIndex.sortKey },
      ExpressionAttributeValues: { ':shard': { S: dueShard(module, shard) }, ':now': { S: now } },
      Limit: this.#pageSize,
      ExclusiveStartKey: after,
    });
  }
}

const readDueEntity = (item: Record<string, AttributeValue>): DueEntity[] => {
  const parsed = itemSchema.safeParse(unmarshall(item));
  if (!parsed.success) return [];
  const { entityType, entityId, dueAt } = parsed.data;
  return [{ entity: { type: entityType, id: entityId }, dueAt }];
};
