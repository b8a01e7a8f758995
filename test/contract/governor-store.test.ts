import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbGovernorStore } from '../../lambdas/adapters/dynamodb-governor-store';
import type { GovernorStore } from '../../lambdas/governor/ports';
import { InMemoryGovernorStore } from '../in-memory/in-memory-governor-store';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { wireCalls } from './wire-calls';

const nowMs = Date.UTC(2026, 10, 23, 3, 0, 0);

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const inTable = async () => {
  const TableName = await dynamoDb.newTable();
  return { TableName, store: new DynamoDbGovernorStore(dynamoDb.client, TableName) };
};

const fixtures: [string, () => Promise<GovernorStore>][] = [
  ['in memory', async () => new InMemoryGovernorStore()],
  ['in DynamoDB', async () => (await inTable()).store],
];

describe.each(fixtures)('the state of the governor %s', (_, create) => {
  it('is step 0 until it is written', async () => {
    expect(await (await create()).read()).toEqual({ step: 0, changedAtMs: 0, version: 0 });
  });

  it('is what was written, under the next version', async () => {
    const store = await create();
    expect(await store.write({ step: 1, changedAtMs: nowMs, version: 0 })).toBe('written');
    expect(await store.read()).toEqual({ step: 1, changedAtMs: nowMs, version: 1 });
    expect(await store.write({ step: 0, changedAtMs: nowMs + 1, version: 1 })).toBe('written');
    expect(await store.read()).toEqual({ step: 0, changedAtMs: nowMs + 1, version: 2 });
  });

  it.each([0, 2])('is not written over from version %d when it has version 1', async (version) => {
    const store = await create();
    await store.write({ step: 1, changedAtMs: nowMs, version: 0 });
    expect(await store.write({ step: 2, changedAtMs: nowMs, version })).toBe('conflict');
    expect(await store.read()).toEqual({ step: 1, changedAtMs: nowMs, version: 1 });
  });

  it('is written by one of many who read the same', async () => {
    const store = await create();
    const writes = Array.from({ length: 40 }, () => store.write({ step: 1, changedAtMs: nowMs, version: 0 }));
    const results = await Promise.all(writes);
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
  });
});

describe('the state of the governor in DynamoDB', () => {
  const read = async (TableName: string) => {
    const { Item } = await dynamoDb.client.send(
      new GetItemCommand({ TableName, Key: marshall({ pk: 'governor' }) }),
    );
    return Item && unmarshall(Item);
  };

  it('is one item of the control table', async () => {
    const { store, TableName } = await inTable();
    await store.write({ step: 2, changedAtMs: nowMs, version: 0 });
    expect(await read(TableName)).toEqual({ pk: 'governor', version: 1, step: 2, changedAt: nowMs });
  });

  it('is read consistently, with one call', async () => {
    const { store } = await inTable();
    const calls = await wireCalls(dynamoDb.client, () => store.read());
    expect(calls).toMatchObject([{ operation: 'GetItem', input: { ConsistentRead: true } }]);
  });

  it.each([
    ['no number as its step', { version: 7, step: 'one', changedAt: nowMs }],
    ['a negative step', { version: 7, step: -1, changedAt: nowMs }],
    ['half a step', { version: 7, step: 0.5, changedAt: nowMs }],
    ['no time', { version: 7, step: 1 }],
  ])('counts as step 0 with %s, and can be replaced', async (_, item) => {
    const { store, TableName } = await inTable();
    await dynamoDb.client.send(
      new PutItemCommand({ TableName, Item: marshall({ pk: 'governor', ...item }) }),
    );
    expect(await store.read()).toEqual({ step: 0, changedAtMs: 0, version: 7 });
    expect(await store.write({ step: 1, changedAtMs: nowMs, version: 7 })).toBe('written');
  });

  it('can be written although an item without a version is there', async () => {
    const { store, TableName } = await inTable();
    await dynamoDb.client.send(new PutItemCommand({ TableName, Item: marshall({ pk: 'governor' }) }));
    const state = await store.read();
    expect(await store.write({ ...state, step: 1 })).toBe('written');
  });

  it('rejects when the table is gone', async () => {
    const store = new DynamoDbGovernorStore(dynamoDb.client, 'no-such-table');
    await expect(store.read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const state = { step: 1, changedAtMs: nowMs, version: 0 };
    await expect(store.write(state)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
