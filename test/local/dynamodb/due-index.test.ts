import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { entitiesTable } from '../../../lambdas/contract/table-schema';
import { createTables } from '../../../tools/local/create-tables';
import { type DynamoDbServer, startDynamoDbServer } from '../../../tools/local/dynamodb/server';
import { modelWith } from '../template/stack';

const TableName = 'Entities';
const { dueIndex, partitionKey, ttl } = entitiesTable;

/** As CDK synthesizes a TableV2 with a sparse index. */
const table = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [partitionKey, dueIndex.partitionKey, dueIndex.sortKey].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: dueIndex.name,
        KeySchema: [
          { AttributeName: dueIndex.partitionKey, KeyType: 'HASH' },
          { AttributeName: dueIndex.sortKey, KeyType: 'RANGE' },
        ],
        Projection: { NonKeyAttributes: [...dueIndex.projected], ProjectionType: 'INCLUDE' },
      },
    ],
    KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
    Replicas: [
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, Region: 'eu-central-1' },
    ],
    SSESpecification: { SSEEnabled: false },
    TimeToLiveSpecification: { AttributeName: ttl, Enabled: true },
  },
};

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
  await createTables(client, modelWith({ Entities: table }).tables);
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

const put = (item: Record<string, unknown>) =>
  client.send(new PutItemCommand({ TableName, Item: marshall(item) }));

const parked = (id: string, dueAt: string) => ({
  pk: `m#call#${id}`,
  entityType: 'call',
  entityId: id,
  state: { n: 1 },
  dueShard: 'm#0',
  dueAt,
});

/** All pages of what is due in a shard, a page an array. */
const pagesOfDue = async (until: string, Limit: number): Promise<Record<string, unknown>[][]> => {
  const pages: Record<string, unknown>[][] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: dueIndex.name,
        KeyConditionExpression: '#shard = :shard AND #dueAt <= :until',
        ExpressionAttributeNames: { '#shard': dueIndex.partitionKey, '#dueAt': dueIndex.sortKey },
        ExpressionAttributeValues: marshall({ ':shard': 'm#0', ':until': until }),
        Limit,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    pages.push(Items.map((item) => unmarshall(item)));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return pages;
};

const idsOfDue = async (until: string): Promise<unknown[]> =>
  (await pagesOfDue(until, 100)).flat().map(({ entityId }) => entityId);

describe('the index of what is due, as the template declares it', () => {
  it('gives the projected attributes and no others', async () => {
    await put(parked('1', '2026-04-09T12:00:00.000000000Z'));

    const [[item] = []] = await pagesOfDue('2026-04-09T12:00:00.000000000Z', 10);

    expect(item).toEqual({
      pk: 'm#call#1',
      entityType: 'call',
      entityId: '1',
      dueShard: 'm#0',
      dueAt: '2026-04-09T12:00:00.000000000Z',
    });
  });

  it('is read page by page, each item once, also among items that are due at the same time', async () => {
    const ids = Array.from({ length: 25 }, (_, n) => String(n).padStart(2, '0'));
    for (const id of ids) await put(parked(id, `2026-04-09T12:00:0${Number(id) % 3}Z`));

    const pages = await pagesOfDue('2026-04-09T12:00:09Z', 7);

    expect(pages.map(({ length }) => length)).toEqual([7, 7, 7, 4]);
    const times = pages.flat().map(({ dueAt }) => String(dueAt));
    expect(times).toEqual(times.toSorted());
    expect(
      pages
        .flat()
        .map(({ entityId }) => String(entityId))
        .toSorted(),
    ).toEqual(ids);
  });

  it('leaves out what is due later, and the items of other shards', async () => {
    await put(parked('now', '2026-04-09T12:00:00Z'));
    await put(parked('later', '2026-04-09T12:00:01Z'));
    await put({ ...parked('elsewhere', '2026-04-09T12:00:00Z'), dueShard: 'm#1' });

    expect(await idsOfDue('2026-04-09T12:00:00Z')).toEqual(['now']);
  });

  it('has an item only while the item has its attributes, and where they now say', async () => {
    const Key = marshall({ pk: 'm#call#1' });
    const update = (UpdateExpression: string, values: Record<string, string>) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression,
          ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshall(values) }),
        }),
      );
    await put({ pk: 'm#call#1', entityType: 'call', entityId: '1' });
    expect(await idsOfDue('9')).toEqual([]);

    await update('SET dueShard = :s, dueAt = :t', { ':s': 'm#0', ':t': '2' });
    expect([await idsOfDue('1'), await idsOfDue('2')]).toEqual([[], ['1']]);
    await update('SET dueAt = :t', { ':t': '1' });
    expect([await idsOfDue('1'), await idsOfDue('2')]).toEqual([['1'], ['1']]);
    await update('REMOVE dueShard, dueAt', {});

    expect(await idsOfDue('9')).toEqual([]);
    expect((await client.send(new GetItemCommand({ TableName, Key }))).Item).toEqual(
      marshall({ pk: 'm#call#1', entityType: 'call', entityId: '1' }),
    );
  });
});

describe('batches', () => {
  it('write and delete 25 items, and read 100 of them', async () => {
    const keys = Array.from({ length: 100 }, (_, n) => `p#${n}`);
    const batches = [0, 25, 50, 75].map((start) => keys.slice(start, start + 25));
    for (const batch of batches) {
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: batch.map((pk) => ({ PutRequest: { Item: marshall({ pk, body: 'x' }) } })),
          },
        }),
      );
      expect(UnprocessedItems).toEqual({});
    }
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [{ DeleteRequest: { Key: marshall({ pk: 'p#0' }) } }] },
      }),
    );

    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [TableName]: { Keys: keys.map((pk) => marshall({ pk })), ConsistentRead: true },
        },
      }),
    );

    const found = Responses?.[TableName]?.map((item) => String(unmarshall(item)['pk'])) ?? [];
    expect(found.toSorted()).toEqual(keys.slice(1).toSorted());
    expect(UnprocessedKeys).toEqual({});
  });

  it('refuse the same key twice and a batch that is too long, as DynamoDB does', async () => {
    const puts = (keys: readonly string[]) =>
      client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: keys.map((pk) => ({ PutRequest: { Item: marshall({ pk }) } })),
          },
        }),
      );

    await expect(puts(['a', 'a'])).rejects.toThrow('duplicates');
    await expect(puts(Array.from({ length: 26 }, (_, n) => `p#${n}`))).rejects.toThrow('25');
  });
});
