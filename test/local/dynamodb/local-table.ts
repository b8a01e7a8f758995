import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTables } from '../../../tools/local/create-tables';
import { startDynamoDbServer } from '../../../tools/local/dynamodb/server';

export const tableName = 'claims';

export interface LocalTable {
  readonly client: DynamoDBClient;
  readonly port: number;
  close(): Promise<void>;
}

/** A fresh server with a table of the key `pk` and the index `due` over `slice` and `dueAt`. */
export async function startLocalTable(): Promise<LocalTable> {
  const server = await startDynamoDbServer();
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const properties = {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'slice', AttributeType: 'S' },
      { AttributeName: 'dueAt', AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'slice', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  };
  await createTables(client, [{ logicalId: tableName, name: tableName, properties }]);
  return { client, port: Number(new URL(server.endpoint).port), close: () => server.close() };
}
