import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbSequenceStore } from '../../lambdas/adapters/dynamodb-sequence-store';
import { DynamoDbSnapshotStore } from '../../lambdas/adapters/dynamodb-snapshot-store';
import { entitiesTable } from '../../lambdas/contract/table-schema';
import { dueShardOf } from '../../lambdas/core/entity';
import { instant } from '../instant';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import {
  at,
  call,
  callInModule as of,
  commitOf,
  dueAt,
  envelope,
  everything,
  openEvent,
  parkedEvent,
  ref,
} from './sequence-samples';
import { wireCalls } from './wire-calls';

let dynamoDb: LocalDynamoDb;
let tables = 0;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const inTable = async () => {
  const TableName = `sequences-${(tables += 1)}`;
  await dynamoDb.createTable(TableName, { dueIndex: true });
  const { client } = dynamoDb;
  return {
    TableName,
    store: new DynamoDbSequenceStore(client, TableName),
    put: (item: object) =>
      client.send(new PutItemCommand({ TableName, Item: marshall({ pk: 'calls#call#c-1', ...item }) })),
    /** The item of the call c-1, as an operator gets it. */
    item: async () => {
      const Key = { pk: { S: 'calls#call#c-1' } };
      return (await client.send(new GetItemCommand({ TableName, Key }))).Item;
    },
    /** The call c-1 in the due index. */
    due: async () => {
      const { Items } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: entitiesTable.dueIndex.name,
          KeyConditionExpression: 'dueShard = :shard',
          ExpressionAttributeValues: { ':shard': { S: dueShardOf('calls', call) } },
        }),
      );
      return Items?.map((item) => unmarshall(item));
    },
  };
};

describe('a sequence store in DynamoDB', () => {
  it('writes what an operator wants to read', async () => {
    const { store, item } = await inTable();
    await store.commit(commitOf({ ...everything, open: [openEvent('e-2')] }, { dueAt, complete: true }));
    expect(unmarshall((await item()) ?? {})).toEqual({
      pk: 'calls#call#c-1',
      module: 'calls',
      entityType: 'call',
      entityId: 'c-1',
      version: 1,
      updatedAt: '2023-10-27T14:30:10.000000000Z',
      complete: true,
      state: everything.head.state,
      type: 'call.answered',
      watermark: '2023-10-27T14:30:00.000000000Z#001#e-1#genesys',
      settled: { state: { agents: [] }, type: 'call.started' },
      open: [
        {
          key: '2023-10-27T14:30:00.000000000Z#001#',
          source: 'genesys',
          eventId: 'e-2',
          type: 'call.started',
          openUntil: '2023-10-27T14:31:10.000000000Z',
          bytes: 300,
          envelope: JSON.stringify(envelope('e-2')),
        },
      ],
      parked: [
        {
          key: '2023-10-27T14:30:09.000000000Z#001#',
          source: 'genesys',
          eventId: 'e-8',
          type: 'call.completed',
          dueAt: '2023-10-27T14:31:10.000000000Z',
          bytes: 4711,
          attempts: 0,
        },
        {
          key: '2023-10-27T14:30:09.000000000Z#001#',
          source: 'genesys',
          eventId: 'e-9',
          type: 'call.completed',
          dueAt: '2023-10-27T14:31:10.000000000Z',
          bytes: 4711,
          attempts: 2,
          retryAt: '2023-10-27T14:32:00.123456789Z',
        },
      ],
      lastCommit: [
        { source: 'genesys', eventId: 'e-3', outcome: 'gap' },
        { source: 'other', eventId: 'e-9', outcome: 'parked' },
      ],
      dueShard: dueShardOf('calls', call),
      dueAt: '2023-10-27T14:31:10.000000000Z',
    });
  });

  it('writes nothing that holds nothing', async () => {
    const { store, item } = await inTable();
    const position = { state: { holds: 1 }, type: 'call.completed' };
    await store.commit(commitOf({ settled: position, head: position }));
    expect(unmarshall((await item()) ?? {})).toEqual({
      pk: 'calls#call#c-1',
      module: 'calls',
      entityType: 'call',
      entityId: 'c-1',
      version: 1,
      updatedAt: '2023-10-27T14:30:10.000000000Z',
      complete: false,
      ...position,
      lastCommit: [],
    });
  });

  it('shows an entity in the due index from the commit that says when to that which no longer does', async () => {
    const { store, item, due } = await inTable();
    const later = instant('2023-10-27T14:40:00Z');

    await store.commit(commitOf({}, { dueAt }));
    expect(await due()).toEqual([
      {
        pk: 'calls#call#c-1',
        dueShard: dueShardOf('calls', call),
        dueAt,
        entityType: 'call',
        entityId: 'c-1',
      },
    ]);
    await store.commit(commitOf({ version: 1, parked: [parkedEvent('e-9')] }, { dueAt: later }));
    expect(await due()).toMatchObject([{ dueAt: later }]);
    await store.commit(commitOf({ version: 2, parked: [parkedEvent('e-9')] }));

    expect(await due()).toEqual([]);
    expect(await item()).not.toHaveProperty('dueShard');
    expect(await item()).not.toHaveProperty('dueAt');
  });

  it('says conflict after a lost reply, and tells what was committed to whoever loads it then', async () => {
    const { store } = await inTable();
    let result: unknown;
    const fault = { operation: 'PutItem', kind: 'reply-lost' } as const;
    const calls = await wireCalls(
      dynamoDb.client,
      async () => {
        result = await store.commit(commitOf(everything, { dueAt }));
      },
      { fault },
    );
    expect(calls.map(({ operation }) => operation)).toEqual(['PutItem', 'PutItem']);
    expect(result).toBe('conflict');
    expect(await store.load(of)).toMatchObject({ version: 1, lastCommit: everything.lastCommit });
  });

  it('commits although a call was lost on its way', async () => {
    const { store } = await inTable();
    let result: unknown;
    const commit = async (): Promise<void> => {
      result = await store.commit(commitOf(everything, { dueAt }));
    };
    await wireCalls(dynamoDb.client, commit, { fault: { operation: 'PutItem', kind: 'call-lost' } });
    expect(result).toBe('committed');
  });

  it('takes one consistent read and one write', async () => {
    const { store } = await inTable();
    const calls = await wireCalls(dynamoDb.client, async () => {
      const sequence = await store.load(of);
      await store.commit(commitOf(sequence));
    });
    expect(calls.map(({ operation }) => operation)).toEqual(['GetItem', 'PutItem']);
    expect(calls[0]?.input).toMatchObject({ ConsistentRead: true });
  });

  it('leaves alone what another module keeps about the same entity', async () => {
    const { store, TableName } = await inTable();
    const snapshots = new DynamoDbSnapshotStore(dynamoDb.client, TableName);
    const { key } = ref('e-1', 'call.started');
    const snapshot = { module: 'board', entity: call, key, state: { status: 'RINGING' }, at };
    await snapshots.commitSnapshot(snapshot);

    await store.commit(commitOf(everything, { dueAt }));

    expect(await snapshots.commitSnapshot(snapshot)).toEqual({ kind: 'replayed' });
    expect(await store.load(of)).toEqual({ ...everything, version: 1 });
  });

  it.each<[string, object]>([
    ['without a version', { lastCommit: [] }],
    [
      'with an outcome that is none',
      { version: 1, lastCommit: [{ source: 's', eventId: 'e', outcome: 'lost' }] },
    ],
    ['with a state that is no object', { version: 1, lastCommit: [], state: 'HELD' }],
    ['with an envelope that is no JSON', { version: 1, lastCommit: [], open: [{ envelope: '{' }] }],
  ])('rejects an item %s rather than starting anew', async (_, item) => {
    const { store, put } = await inTable();
    await put(item);
    await expect(store.load(of)).rejects.toHaveProperty(
      'name',
      expect.stringMatching(/ZodError|SyntaxError/),
    );
  });

  it('goes on from what the module wrote when its policy was `latest`', async () => {
    const { store, TableName } = await inTable();
    const snapshots = new DynamoDbSnapshotStore(dynamoDb.client, TableName);
    const { key } = ref('e-1', 'call.started');
    await snapshots.commitSnapshot({ ...of, key, state: { status: 'RINGING' }, at });
    expect(await store.load(of)).toMatchObject({
      version: 1,
      watermark: key,
      head: { state: { status: 'RINGING' } },
    });
  });

  it('rejects when the table is gone, rather than saying that there was a conflict', async () => {
    const store = new DynamoDbSequenceStore(dynamoDb.client, 'no-such-table');
    const gone = { name: 'ResourceNotFoundException' };
    await expect(store.load(of)).rejects.toMatchObject(gone);
    await expect(store.commit(commitOf({}))).rejects.toMatchObject(gone);
  });
});
