import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { entitiesTable, entityKey } from '../contract/table-schema';
import type { Entity } from '../core/entity';
import type { EntityState, StateReader } from '../state/ports';

const document = z.record(z.string(), z.unknown());

const itemSchema = z.object({
  version: z.number(),
  updatedAt: z.string(),
  state: z.nullish(document),
  previous: z.optional(z.nullable(document)),
  complete: z.optional(z.boolean()),
  parked: z.optional(z.array(z.object({ type: z.string(), eventId: z.string(), dueAt: z.string() }))),
});

const attributes = Object.keys(itemSchema.shape);

/** Reads single entities from the entities table, as the last commit left them: eventual consistency is not enough. */
export class DynamoDbStateReader implements StateReader {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async read(module: string, entity: Entity, signal: AbortSignal): Promise<EntityState | undefined> {
    const command = new GetItemCommand({
      TableName: this.#tableName,
      Key: { [entitiesTable.partitionKey]: { S: entityKey(module, entity) } },
      ConsistentRead: true,
      ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
    });
    const { Item } = await this.#client.send(command, { abortSignal: signal });
    return Item && readState(Item);
  }
}

/** States came from JSON; large numbers come back as they were, not as `BigInt`, which JSON does not know. */
const readState = (item: Record<string, AttributeValue>): EntityState => {
  const parsed = itemSchema.parse(unmarshall(item, { wrapNumbers: Number }));
  const { version, updatedAt, state = null, previous, complete, parked = [] } = parsed;
  return {
    version,
    updatedAt,
    state,
    ...(previous !== undefined && { previous }),
    ...(complete !== undefined && { complete }),
    parked: parked.map(({ type, eventId, dueAt }) => ({ type, id: eventId, dueAt })),
  };
};
