import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { entitiesTable } from '../../lambdas/contract/table-schema';
import { systemClock } from '../../tools/local/clock';
import { createTables } from '../../tools/local/create-tables';
import { startDynamoDbServer } from '../../tools/local/dynamodb/server';
import { startSqsServer } from '../../tools/local/sqs/server';

const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const tableProperties = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};

const { dueIndex } = entitiesTable;

const withDueIndex = {
  ...tableProperties,
  AttributeDefinitions: ['pk', dueIndex.partitionKey, dueIndex.sortKey].map((name) => ({
    AttributeName: name,
    AttributeType: 'S',
  })),
  GlobalSecondaryIndexes: [
    {
      IndexName: dueIndex.name,
      KeySchema: [
        { AttributeName: dueIndex.partitionKey, KeyType: 'HASH' },
        { AttributeName: dueIndex.sortKey, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: dueIndex.projected },
    },
  ],
};

export interface LocalDynamoDb {
  readonly client: DynamoDBClient;
  /** Creates a table whose partition key is `pk`, on demand with the entities table's index. */
  createTable(name: string, options?: { readonly dueIndex?: boolean }): Promise<void>;
  /** Creates such a table that nobody else uses. @returns its name */
  newTable(): Promise<string>;
  close(): Promise<void>;
}

export const startLocalDynamoDb = async (): Promise<LocalDynamoDb> => {
  const server = await startDynamoDbServer();
  const client = new DynamoDBClient({ region, credentials, endpoint: server.endpoint });
  const createTable: LocalDynamoDb['createTable'] = (name, options = {}) => {
    const properties = options.dueIndex ? withDueIndex : tableProperties;
    return createTables(client, [{ logicalId: name, name, properties }]);
  };
  let tables = 0;
  return {
    client,
    createTable,
    newTable: async () => {
      const name = `table-${(tables += 1)}`;
      await createTable(name);
      return name;
    },
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
};

export interface LocalSqs {
  readonly client: SQSClient;
  /** @returns the new queue's URL */
  createQueue(name: string, attributes?: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

export const startLocalSqs = async (): Promise<LocalSqs> => {
  const server = await startSqsServer({ clock: systemClock, region, accountId: '000000000000' });
  const client = new SQSClient({ region, credentials, endpoint: server.endpoint });
  return {
    client,
    createQueue: async (name, attributes = {}) => {
      const created = await client.send(
        new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } }),
      );
      return created.QueueUrl ?? '';
    },
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
};
