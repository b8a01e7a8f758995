import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbDueEntities } from '../../lambdas/adapters/dynamodb-due-entities';
import { DynamoDbSequenceStore } from '../../lambdas/adapters/dynamodb-sequence-store';
import { dueShard, dueShardCount, entityKey } from '../../lambdas/contract/table-schema';
import { dueShardOf } from '../../lambdas/core/entity';
import { emptySequence } from '../../lambdas/core/sequencing/sequence';
import type { DueEntities, DueEntity, DuePage } from '../../lambdas/release/ports';
import { InMemoryDueEntities } from '../in-memory/in-memory-due-entities';
import { instant } from '../instant';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';

interface Fixture {
  readonly dueEntities: DueEntities;
  /** Parks an event of each entity. */
  readonly park: (module: string, ...due: readonly DueEntity[]) => Promise<void>;
}

const pageSize = 3;

let dynamoDb: LocalDynamoDb;
let tables = 0;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

/** As the processor writes it. */
const itemOf = (module: string, { entity, dueAt }: DueEntity) => ({
  pk: entityKey(module, entity),
  module,
  entityType: entity.type,
  entityId: entity.id,
  version: 1,
  parked: [{ type: 'call.completed', eventId: 'e-1', dueAt }],
  dueShard: dueShardOf(module, entity),
  dueAt,
});

const inTable = async () => {
  const TableName = `due-${(tables += 1)}`;
  await dynamoDb.createTable(TableName, { dueIndex: true });
  const put = (item: Readonly<Record<string, unknown>>) =>
    dynamoDb.client.send(new PutItemCommand({ TableName, Item: marshall(item) }));
  return {
    TableName,
    put,
    dueEntities: new DynamoDbDueEntities(dynamoDb.client, TableName, pageSize),
    park: async (module: string, ...due: readonly DueEntity[]) => {
      for (const one of due) await put(itemOf(module, one));
    },
  };
};

const inMemory = async (): Promise<Fixture> => {
  const dueEntities = new InMemoryDueEntities(pageSize);
  return { dueEntities, park: async (module, ...due) => dueEntities.add(module, ...due) };
};

const fixtures: [string, () => Promise<Fixture>][] = [
  ['in memory', inMemory],
  ['in DynamoDB', inTable],
];

const now = instant('2023-10-27T14:30:00Z');

const call = (id: string, dueAt: string): DueEntity => ({
  entity: { type: 'call', id },
  dueAt: instant(dueAt),
});

const pagesOf = async (dueEntities: DueEntities, module: string, shard: number): Promise<DuePage[]> => {
  const pages: DuePage[] = [];
  for await (const page of dueEntities.pages({ module, shard, now })) pages.push(page);
  return pages;
};

const allOf = async (dueEntities: DueEntities, module = 'calls'): Promise<DueEntity[]> => {
  const shards = Array.from({ length: dueShardCount }, (_, shard) => pagesOf(dueEntities, module, shard));
  return (await Promise.all(shards)).flat(2).flatMap(({ entities }) => entities);
};

/** Calls of one and the same shard. */
const callsOfShard = (shard: number, count: number): DueEntity[] => {
  const calls: DueEntity[] = [];
  for (let index = 0; calls.length < count; index += 1) {
    const minute = String(calls.length).padStart(2, '0');
    const candidate = call(`c-${index}`, `2023-10-27T14:${minute}:00Z`);
    if (dueShardOf('calls', candidate.entity) === dueShard('calls', shard)) calls.push(candidate);
  }
  return calls;
};

describe.each(fixtures)('the due entities %s', (_, create) => {
  it('are those whose time has come, to the nanosecond', async () => {
    const { dueEntities, park } = await create();
    const due = [call('c-1', '2023-10-27T14:29:59.999999999Z'), call('c-2', '2023-10-27T14:30:00Z')];
    await park('calls', ...due, call('c-3', '2023-10-27T14:30:00.000000001Z'));

    expect(await allOf(dueEntities)).toEqual(expect.arrayContaining(due));
    expect(await allOf(dueEntities)).toHaveLength(2);
  });

  it('are those of the module that is asked for', async () => {
    const { dueEntities, park } = await create();
    await park('calls', call('c-1', '2023-10-27T14:00:00Z'));
    expect(await allOf(dueEntities, 'crm')).toEqual([]);
  });

  it('come page by page, the longest due first, and the last page says so', async () => {
    const { dueEntities, park } = await create();
    const calls = callsOfShard(5, 7);
    await park('calls', ...calls.toReversed());

    const pages = await pagesOf(dueEntities, 'calls', 5);

    expect(pages.flatMap(({ entities }) => entities)).toEqual(calls);
    expect(pages.map(({ entities }) => entities.length)).toEqual([3, 3, 1]);
    expect(pages.map(({ isLast }) => isLast)).toEqual([false, false, true]);
  });

  it('are one empty page where nothing is due', async () => {
    const { dueEntities } = await create();
    expect(await pagesOf(dueEntities, 'calls', 0)).toEqual([{ entities: [], unreadable: 0, isLast: true }]);
  });

  it('keep ids as they are, whatever they hold', async () => {
    const { dueEntities, park } = await create();
    const odd = call('a#b/ü😀"\u0001', '2023-10-27T14:00:00Z');
    await park('calls', odd);
    expect(await allOf(dueEntities)).toEqual([odd]);
  });
});

describe('the due entities in DynamoDB', () => {
  it('hold an entity from the commit that parks an event to the one that leaves nothing parked', async () => {
    const { dueEntities, TableName } = await inTable();
    const { entity, dueAt } = call('c-1', '2023-10-27T14:00:00Z');
    const ref = { key: 'k', source: 'genesys', id: 'e-9', type: 'call.completed' };
    const parked = [{ ...ref, dueAt, bytes: 10, attempts: 0 }];
    const commit = { module: 'calls', entity, complete: false, at: '2023-10-27T13:59:00.000000000Z' };
    const store = new DynamoDbSequenceStore(dynamoDb.client, TableName);

    await store.commit({ ...commit, sequence: { ...emptySequence, parked }, dueAt });
    expect(await allOf(dueEntities)).toEqual([{ entity, dueAt }]);
    await store.commit({ ...commit, sequence: { ...emptySequence, version: 1 }, dueAt: undefined });

    expect(await allOf(dueEntities)).toEqual([]);
  });

  it('are given although an item between them is none', async () => {
    const { dueEntities, park, put } = await inTable();
    const [first, second] = callsOfShard(2, 2);
    if (!first || !second) throw new Error('Two calls are needed.');
    await park('calls', first, second);
    await put({ ...itemOf('calls', call('x', '2023-10-27T14:00:30Z')), dueShard: 'calls#2', entityId: 7 });

    const [page] = await pagesOf(dueEntities, 'calls', 2);

    expect(page).toMatchObject({ entities: [first, second], unreadable: 1 });
  });

  it('reject when the table is gone', async () => {
    const dueEntities = new DynamoDbDueEntities(dynamoDb.client, 'no-such-table');
    await expect(pagesOf(dueEntities, 'calls', 0)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('read a page only when it is asked for', async () => {
    const { dueEntities, park } = await inTable();
    await park('calls', ...callsOfShard(1, 7));
    let queries = 0;
    const count = { name: 'count', step: 'initialize' } as const;
    dynamoDb.client.middlewareStack.add(
      (next) => (args) => {
        queries += 1;
        return next(args);
      },
      count,
    );
    try {
      for await (const page of dueEntities.pages({ module: 'calls', shard: 1, now })) {
        expect(page.isLast).toBe(false);
        break;
      }
      expect(queries).toBe(1);
    } finally {
      dynamoDb.client.middlewareStack.remove('count');
    }
  });
});
