import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { breakerKey, controlTable } from '../contract/table-schema';
import { closedBreaker, tripCauses } from '../core/breaker/breaker';
import type { BreakerRecord, BreakerStore } from '../core/breaker/breaker-store';
import { unlessConditionFails } from './unless-condition-fails';

const outage = { downSinceMs: z.number(), cause: z.enum(tripCauses) };

const itemSchema = z.object({
  version: z.number(),
  breaker: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('closed'), closedAtMs: z.optional(z.number()) }),
    z.object({ kind: z.literal('open'), ...outage, retryAtMs: z.number() }),
    z.object({ kind: z.literal('half-open'), ...outage, probeId: z.string(), probeUntilMs: z.number() }),
  ]),
});

/** The breakers in the control table, an item each: `{ pk: "breaker#<dependency>", version, breaker }`. */
export class DynamoDbBreakerStore implements BreakerStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** One consistent read. An item that is none of ours counts as a closed breaker, and is replaced by the next write. */
  async read(dependency: string): Promise<BreakerRecord> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#tableName,
        Key: marshall({ [controlTable.partitionKey]: breakerKey(dependency) }),
        ConsistentRead: true,
      }),
    );
    if (!Item) return { breaker: closedBreaker, version: 0 };
    const item = unmarshall(Item);
    const parsed = itemSchema.safeParse(item);
    if (parsed.success) return parsed.data;
    const version: unknown = item['version'];
    return { breaker: closedBreaker, version: typeof version === 'number' ? version : 0 };
  }

  /** One conditional put. */
  async write(dependency: string, { breaker, version }: BreakerRecord): Promise<'written' | 'conflict'> {
    const command = new PutItemCommand({
      TableName: this.#tableName,
      Item: marshall(
        { [controlTable.partitionKey]: breakerKey(dependency), version: version + 1, breaker },
        { removeUndefinedValues: true },
      ),
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
