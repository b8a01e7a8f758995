import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { controlTable } from '../contract/table-schema';
import { unlessConditionFails } from './unless-condition-fails';

export interface ControlItem {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 0 if there is no item. */
  readonly version: number;
}

/** One item of the control table, `{ pk, version, … }`, which many may write at once. */
export class DynamoDbControlItem {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #key: Readonly<Record<string, string>>;

  constructor(client: DynamoDBClient, tableName: string, key: string) {
    this.#client = client;
    this.#tableName = tableName;
    this.#key = { [controlTable.partitionKey]: key };
  }

  /** One consistent read. An item without a version is none of ours, and counts as none. */
  async read(): Promise<ControlItem> {
    const command = new GetItemCommand({
      TableName: this.#tableName,
      Key: marshall(this.#key),
      ConsistentRead: true,
    });
    const { Item } = await this.#client.send(command);
    const attributes = Item ? unmarshall(Item) : {};
    const version: unknown = attributes['version'];
    return typeof version === 'number' ? { attributes, version } : { attributes: {}, version: 0 };
  }

  /**
   * One put, conditional on the version: it is the next one's afterwards.
   *
   * @returns `conflict` when somebody else has written meanwhile
   */
  async write({ attributes, version }: ControlItem): Promise<'written' | 'conflict'> {
    const command = new PutItemCommand({
      TableName: this.#tableName,
      Item: marshall({ ...attributes, ...this.#key, version: version + 1 }, { removeUndefinedValues: true }),
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
