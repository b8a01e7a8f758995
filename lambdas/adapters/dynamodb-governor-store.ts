import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { controlTable, governorKey } from '../contract/table-schema';
import type { GovernorState, GovernorStore } from '../governor/ports';
import { unlessConditionFails } from './unless-condition-fails';

const key = { [controlTable.partitionKey]: governorKey };

const itemSchema = z.object({
  version: z.number(),
  step: z.int().check(z.nonnegative()),
  changedAt: z.number(),
});

/** The governor's state in the control table: `{ pk: "governor", version, step, changedAt }`, the time in milliseconds. */
export class DynamoDbGovernorStore implements GovernorStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** One consistent read. An item that is none of ours counts as step 0, and is replaced by the next write. */
  async read(): Promise<GovernorState> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tableName, Key: marshall(key), ConsistentRead: true }),
    );
    const item = Item ? unmarshall(Item) : {};
    const parsed = itemSchema.safeParse(item);
    if (parsed.success) {
      const { changedAt: changedAtMs, ...rest } = parsed.data;
      return { ...rest, changedAtMs };
    }
    const version: unknown = item['version'];
    return { step: 0, changedAtMs: 0, version: typeof version === 'number' ? version : 0 };
  }

  /** One conditional put. */
  async write({ step, changedAtMs, version }: GovernorState): Promise<'written' | 'conflict'> {
    const command = new PutItemCommand({
      TableName: this.#tableName,
      Item: marshall({ ...key, version: version + 1, step, changedAt: changedAtMs }),
      ConditionExpression: '#version = :version OR (:version = :none AND attribute_not_exists(#version))',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: marshall({ ':version': version, ':none': 0 }),
    });
    return unlessConditionFails<'written' | 'conflict'>(
      async () => {
        await this.#client.send(command);
        return 'written';
      },
      () => 'conflict',
    );
  }
}
