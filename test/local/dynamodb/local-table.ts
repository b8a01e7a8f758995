import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
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
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
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
    }),
  );
  return { client, port: Number(new URL(server.endpoint).port), close: () => server.close() };
}
