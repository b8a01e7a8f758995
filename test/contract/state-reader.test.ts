import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbSequenceStore } from '../../lambdas/adapters/dynamodb-sequence-store';
import { DynamoDbSnapshotStore } from '../../lambdas/adapters/dynamodb-snapshot-store';
import { DynamoDbStateReader } from '../../lambdas/adapters/dynamodb-state-reader';
import { entityKey } from '../../lambdas/contract/table-schema';
import { orderKey } from '../../lambdas/core/order-key';
import { emptySequence } from '../../lambdas/core/sequencing/sequence';
import type { EntityState, StateReader } from '../../lambdas/state/ports';
import { InMemoryStateReader } from '../in-memory/in-memory-state-reader';
import { instant } from '../instant';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';

const call = { type: 'call', id: 'c-1' };
const { signal } = new AbortController();

interface Fixture {
  readonly states: StateReader;
  /** Stores the state of the call c-1 in the module calls. */
  readonly put: (state: EntityState) => Promise<void>;
}

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

/** As the processor writes it. */
const itemOf = ({ parked, ...state }: EntityState) => ({
  pk: entityKey('calls', call),
  module: 'calls',
  entityType: call.type,
  entityId: call.id,
  watermark: '2023-10-27T14:30:01.000000000Z#000#e-1',
  ...state,
  ...(parked.length > 0 && {
    parked: parked.map(({ type, id, dueAt }) => ({ type, eventId: id, dueAt, key: 'k', attempts: 0 })),
    dueShard: 'calls#3',
    dueAt: parked[0]?.dueAt,
  }),
});

const inTable = async () => {
  const TableName = await dynamoDb.newTable();
  const putItem = async (item: Readonly<Record<string, unknown>>): Promise<void> => {
    await dynamoDb.client.send(
      new PutItemCommand({ TableName, Item: marshall(item, { removeUndefinedValues: true }) }),
    );
  };
  return {
    TableName,
    putItem,
    states: new DynamoDbStateReader(dynamoDb.client, TableName),
    put: (state: EntityState) => putItem(itemOf(state)),
  };
};

const inMemory = async (): Promise<Fixture> => {
  const states = new InMemoryStateReader();
  return { states, put: async (state) => states.put('calls', call, state) };
};

const fixtures: [string, () => Promise<Fixture>][] = [
  ['in memory', inMemory],
  ['in DynamoDB', inTable],
];

const full: EntityState = {
  version: 4,
  updatedAt: '2023-10-27T15:00:00.000000000Z',
  state: { agents: [{ id: 'a-1', talkMs: 1500.5 }], holds: 0, open: true, note: null, nested: { deep: {} } },
  previous: { agents: [] },
  complete: false,
  parked: [{ type: 'call.completed', id: 'e-9', dueAt: '2023-10-27T15:01:00.000000000Z' }],
};

describe.each(fixtures)('a state reader %s', (_, create) => {
  it('gives all that was stored of an entity', async () => {
    const { states, put } = await create();
    await put(full);
    expect(await states.read('calls', call, signal)).toEqual(full);
  });

  it('leaves out what the module does not keep', async () => {
    const { states, put } = await create();
    const bare = { version: 1, updatedAt: full.updatedAt, state: { n: 1 }, parked: [] };
    await put(bare);
    expect(await states.read('calls', call, signal)).toEqual(bare);
  });

  it('gives no state while all events are parked', async () => {
    const { states, put } = await create();
    await put({ version: 1, updatedAt: full.updatedAt, state: null, parked: full.parked });
    expect(await states.read('calls', call, signal)).toMatchObject({ state: null, parked: full.parked });
  });

  it('knows nothing of another id, another type, or another module', async () => {
    const { states, put } = await create();
    await put(full);
    expect(await states.read('calls', { type: 'call', id: 'c-2' }, signal)).toBeUndefined();
    expect(await states.read('calls', { type: 'agent', id: 'c-1' }, signal)).toBeUndefined();
    expect(await states.read('crm', call, signal)).toBeUndefined();
  });

  it('gives up when told to', async () => {
    const { states } = await create();
    await expect(states.read('calls', call, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('a state reader in DynamoDB', () => {
  it('tells that there was no state before the first one of a snapshot', async () => {
    const { states, putItem } = await inTable();
    await putItem({ ...itemOf({ ...full, parked: [] }), previous: null, complete: undefined });
    expect(await states.read('calls', call, signal)).toEqual({
      version: 4,
      updatedAt: full.updatedAt,
      state: full.state,
      previous: null,
      parked: [],
    });
  });

  it('reads what the policy latest commits', async () => {
    const { states, TableName } = await inTable();
    await new DynamoDbSnapshotStore(dynamoDb.client, TableName).commitSnapshot({
      module: 'calls',
      entity: call,
      key: orderKey({ time: instant('2023-10-27T14:30:01Z'), rank: 0, id: 'e-1', source: 'genesys' }),
      state: { status: 'BUSY' },
      at: full.updatedAt,
    });
    expect(await states.read('calls', call, signal)).toEqual({
      version: 1,
      updatedAt: full.updatedAt,
      state: { status: 'BUSY' },
      previous: null,
      parked: [],
    });
  });

  it('reads what the policy sequence commits', async () => {
    const { states, TableName } = await inTable();
    const dueAt = instant('2023-10-27T15:01:00Z');
    const ref = { key: 'k', source: 'genesys', id: 'e-9', type: 'call.completed' };
    await new DynamoDbSequenceStore(dynamoDb.client, TableName).commit({
      module: 'calls',
      entity: call,
      sequence: { ...emptySequence, parked: [{ ...ref, dueAt, bytes: 10, attempts: 0 }] },
      dueAt,
      complete: false,
      at: full.updatedAt,
    });
    expect(await states.read('calls', call, signal)).toEqual({
      version: 1,
      updatedAt: full.updatedAt,
      state: null,
      complete: false,
      parked: [{ type: 'call.completed', id: 'e-9', dueAt }],
    });
  });

  it('gives no state where the attribute is missing', async () => {
    const { states, putItem } = await inTable();
    const { state: _, ...rest } = itemOf(full);
    await putItem(rest);
    expect(await states.read('calls', call, signal)).toMatchObject({ state: null });
  });

  it('gives numbers beyond the safe integers as JSON has them', async () => {
    const { states, TableName } = await inTable();
    const Item = {
      ...marshall(itemOf({ ...full, state: {} })),
      state: { M: { huge: { N: '100000000000000000000' } } },
    };
    await dynamoDb.client.send(new PutItemCommand({ TableName, Item }));
    const read = await states.read('calls', call, signal);
    expect(JSON.stringify(read?.state)).toBe('{"huge":100000000000000000000}');
  });

  it.each([
    ['a version that is no number', { version: 'four' }],
    ['a state that is no object', { state: 'BUSY' }],
    ['parked events without their times', { parked: [{ type: 'call.completed', eventId: 'e-9' }] }],
    ['no time of its last commit', { updatedAt: undefined }],
  ])('rejects an item with %s', async (_, changes) => {
    const { states, putItem } = await inTable();
    await putItem({ ...itemOf(full), ...changes });
    await expect(states.read('calls', call, signal)).rejects.toMatchObject({ name: '$ZodError' });
  });

  it('reads consistently, and nothing of the item that it does not need', async () => {
    const { states, put } = await inTable();
    await put(full);
    const inputs: unknown[] = [];
    dynamoDb.client.middlewareStack.add(
      (next) => (args) => {
        inputs.push(args.input);
        return next(args);
      },
      { name: 'look', step: 'initialize' },
    );
    try {
      await states.read('calls', call, signal);
    } finally {
      dynamoDb.client.middlewareStack.remove('look');
    }
    expect(inputs).toMatchObject([
      { ConsistentRead: true, ProjectionExpression: expect.not.stringMatching(/watermark|pk/) },
    ]);
  });

  it('rejects when the table is gone', async () => {
    const states = new DynamoDbStateReader(dynamoDb.client, 'no-such-table');
    await expect(states.read('calls', call, signal)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
