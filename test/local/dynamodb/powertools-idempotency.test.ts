import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { idempotencyTable } from '../../../lambdas/contract/table-schema';
import { createTables } from '../../../tools/local/create-tables';
import { type DynamoDbServer, startDynamoDbServer } from '../../../tools/local/dynamodb/server';

const TableName = 'idempotency';

let server: DynamoDbServer;
let client: DynamoDBClient;

beforeEach(async () => {
  server = await startDynamoDbServer();
  client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const properties = {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: idempotencyTable.partitionKey, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: idempotencyTable.partitionKey, KeyType: 'HASH' }],
  };
  await createTables(client, [{ logicalId: 'Idempotency', name: TableName, properties }]);
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

const contextWith = (remainingMs: number): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'crm-sync',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:crm-sync',
  memoryLimitInMB: '256',
  awsRequestId: 'r',
  logGroupName: 'g',
  logStreamName: 's',
  getRemainingTimeInMillis: () => remainingMs,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

interface Settings {
  readonly remainingMs?: number;
  readonly keptSeconds?: number;
}

interface Payload {
  readonly key: string;
}

/** An effect behind Powertools' idempotency on this table, always with the same payload. */
const once = <Result>(
  effect: (payload: Payload) => Promise<Result>,
  { remainingMs = 10_000, keptSeconds = 3_600 }: Settings = {},
): Promise<Result> => {
  const config = new IdempotencyConfig({
    expiresAfterSeconds: keptSeconds,
    lambdaContext: contextWith(remainingMs),
  });
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: TableName,
    keyAttr: idempotencyTable.partitionKey,
    expiryAttr: idempotencyTable.ttl,
    awsSdkV3Client: client,
  });
  return makeIdempotent(effect, { persistenceStore, config, keyPrefix: 'crm-sync' })({ key: 'event-1' });
};

const records = async (): Promise<Record<string, unknown>[]> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Items.map((item) => unmarshall(item));
};

const succeed = () => Promise.resolve({ activity: 7 });

describe('Powertools’ idempotency on the embedded DynamoDB', () => {
  it('runs an effect once and gives a duplicate the stored result', async () => {
    const again = jest.fn(succeed);

    const results = [await once(succeed), await once(again)];

    expect(results).toEqual([{ activity: 7 }, { activity: 7 }]);
    expect(again).not.toHaveBeenCalled();
    expect(await records()).toEqual([
      expect.objectContaining({
        [idempotencyTable.partitionKey]: expect.stringMatching(/^crm-sync#/),
        [idempotencyTable.ttl]: expect.any(Number),
        status: 'COMPLETED',
        data: { activity: 7 },
      }),
    ]);
  });

  it('forgets an effect that failed, so that it runs again', async () => {
    await expect(once(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(await records()).toEqual([]);

    expect(await once(succeed)).toEqual({ activity: 7 });
  });

  it('refuses an effect that is under way', async () => {
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const first = once(async () => {
      entered.resolve();
      await gate.promise;
      return succeed();
    });
    await entered.promise;

    await expect(once(succeed)).rejects.toBeInstanceOf(IdempotencyAlreadyInProgressError);
    gate.resolve();

    expect(await first).toEqual({ activity: 7 });
  });

  it('runs an effect again when the function must have died in it', async () => {
    const entered = Promise.withResolvers<void>();
    const never = new Promise<{ activity: number }>(() => undefined);
    const died = (): Promise<{ activity: number }> => {
      entered.resolve();
      return never;
    };
    void once(died, { remainingMs: -1 });
    await entered.promise;

    expect(await once(succeed)).toEqual({ activity: 7 });
  });

  it('runs an effect again when its record has expired, whether or not it is deleted yet', async () => {
    const again = jest.fn(succeed);
    await once(succeed, { keptSeconds: -60 });
    expect(await records()).toHaveLength(1);

    await once(again);

    expect(again).toHaveBeenCalledTimes(1);
  });
});
