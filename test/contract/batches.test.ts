import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchIncompleteError, DynamoDbBatches } from '../../lambdas/adapters/dynamodb-batches';

/** What DynamoDB does of a call with so many entries: how many of them, the first ones. */
type Capacity = (entries: number, call: number) => number;

/** DynamoDB as it is when an answer gets too long, or when it is throttled. */
const limitedDynamoDb = (capacity: Capacity) => {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const batches: number[] = [];
  const done: unknown[] = [];
  const pausesMs: number[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      const { input } = args;
      if (!('RequestItems' in input)) throw new Error('Only batches are expected.');
      const entries = Object.values(input.RequestItems ?? {}).flatMap((of) => ('Keys' in of ? of.Keys : of));
      const count = capacity(entries.length, batches.push(entries.length));
      const undone = entries.slice(count);
      done.push(...entries.slice(0, count));
      const isRead = 'Keys' in (input.RequestItems?.['t'] ?? {});
      const left = undone.length > 0 ? { t: isRead ? { Keys: undone } : undone } : {};
      const output = isRead
        ? { Responses: { t: entries.slice(0, count) }, UnprocessedKeys: left }
        : { UnprocessedItems: left };
      return { output: { $metadata: {}, ...output }, response: {} };
    },
    { name: 'limited', step: 'initialize', priority: 'low' },
  );
  const pause = async (ms: number): Promise<void> => {
    pausesMs.push(ms);
  };
  return { batches, done, pausesMs, of: new DynamoDbBatches({ client, tableName: 't', pause }) };
};

const keys = (count: number): string[] => Array.from({ length: count }, (_, n) => `k-${n}`);
const items = (count: number) => keys(count).map((key) => ({ pk: { S: key } }));
const everything: Capacity = (entries) => entries;
const nothing: Capacity = () => 0;

describe('batches of items', () => {
  it('hold 100 keys of a read and 25 requests of a write at most', async () => {
    const dynamoDb = limitedDynamoDb(everything);
    expect(await dynamoDb.of.get(keys(250))).toEqual(items(250));
    await dynamoDb.of.put(items(60));
    await dynamoDb.of.delete(keys(60));
    expect(dynamoDb.batches).toEqual([100, 100, 50, 25, 25, 10, 25, 25, 10]);
    expect(dynamoDb.pausesMs).toEqual([]);
  });

  it('ask again for what an answer had no room for, however often, without a pause', async () => {
    const dynamoDb = limitedDynamoDb((entries) => Math.min(entries, 7));
    expect(await dynamoDb.of.get(keys(250))).toEqual(items(250));
    expect(dynamoDb.batches).toHaveLength(Math.ceil(250 / 7));
    expect(dynamoDb.pausesMs).toEqual([]);
  });

  it('write and remove each item once, although only one of a call is done', async () => {
    const dynamoDb = limitedDynamoDb(() => 1);
    await dynamoDb.of.put(items(30));
    await dynamoDb.of.delete(keys(30));
    expect(dynamoDb.done).toEqual([
      ...items(30).map((Item) => ({ PutRequest: { Item } })),
      ...items(30).map((Key) => ({ DeleteRequest: { Key } })),
    ]);
  });

  it.each<[string, (of: DynamoDbBatches) => Promise<unknown>]>([
    ['reading', (of) => of.get(keys(3))],
    ['writing', (of) => of.put(items(3))],
    ['removing', (of) => of.delete(keys(3))],
  ])('give up %s when nothing is done eight times in a row', async (_, act) => {
    const dynamoDb = limitedDynamoDb(nothing);
    await expect(act(dynamoDb.of)).rejects.toBeInstanceOf(BatchIncompleteError);
    expect(dynamoDb.batches).toHaveLength(8);
  });

  it('go on when something is done the eighth time, and count anew', async () => {
    const dynamoDb = limitedDynamoDb((_, call) => (call % 8 === 0 ? 1 : 0));
    expect(await dynamoDb.of.get(keys(3))).toEqual(items(3));
    expect(dynamoDb.batches).toHaveLength(24);
  });

  it('pause longer and longer while nothing is done, two and a half seconds altogether at most', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const dynamoDb = limitedDynamoDb(nothing);
    await expect(dynamoDb.of.get(keys(1))).rejects.toBeInstanceOf(BatchIncompleteError);
    jest.restoreAllMocks();
    expect(dynamoDb.pausesMs).toEqual([20, 40, 80, 160, 320, 640, 1280]);
  });

  it('name no item twice in one call, which DynamoDB refuses', async () => {
    const dynamoDb = limitedDynamoDb(everything);
    const twice = [...keys(3), ...keys(3)];
    expect(await dynamoDb.of.get(twice)).toEqual(items(3));
    await dynamoDb.of.delete(twice);
    expect(dynamoDb.batches).toEqual([3, 3]);
  });

  it('take no call for no items', async () => {
    const dynamoDb = limitedDynamoDb(everything);
    expect(await dynamoDb.of.get([])).toEqual([]);
    await dynamoDb.of.put([]);
    await dynamoDb.of.delete([]);
    expect(dynamoDb.batches).toEqual([]);
  });
});
