import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbBreakerStore } from '../../lambdas/adapters/dynamodb-breaker-store';
import { type Breaker, closedBreaker, tripCauses } from '../../lambdas/core/breaker/breaker';
import { type BreakerStore, changeBreaker } from '../../lambdas/core/breaker/breaker-store';
import { InMemoryBreakerStore } from '../in-memory/in-memory-breaker-store';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { wireCalls } from './wire-calls';

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const stores: [string, () => Promise<BreakerStore>][] = [
  ['in memory', async () => new InMemoryBreakerStore()],
  ['in DynamoDB', async () => new DynamoDbBreakerStore(dynamoDb.client, await dynamoDb.newTable())],
];

const t0 = Date.UTC(2023, 9, 27, 15);
const open: Breaker = { kind: 'open', downSinceMs: t0, retryAtMs: t0 + 30_000, cause: 'FAILURE_RATE' };
const tripped = { event: { kind: 'tripped', cause: 'SUSPECTED' }, nowMs: t0 } as const;
const nextProbe = (probeId: string) =>
  ({
    event: { kind: 'probe-taken', probeId, probeUntilMs: t0 + 90_000 },
    nowMs: t0 + 30_000,
  }) as const;

describe.each(stores)('a breaker store %s', (_, create) => {
  it('knows every breaker as closed before its first write', async () => {
    const store = await create();
    expect(await store.read('crm')).toEqual({ breaker: closedBreaker, version: 0 });
  });

  it.each<Breaker>([
    closedBreaker,
    { kind: 'closed', closedAtMs: t0 },
    ...tripCauses.map((cause) => ({ ...open, cause })),
    { kind: 'half-open', downSinceMs: t0, cause: 'SLOW_CALLS', probeId: 'p-1', probeUntilMs: t0 + 90_000 },
  ])('gives back what was written, in the next version: $kind $cause', async (breaker) => {
    const store = await create();
    expect(await store.write('crm', { breaker, version: 0 })).toBe('written');
    expect(await store.read('crm')).toEqual({ breaker, version: 1 });
    expect(await store.write('crm', { breaker, version: 1 })).toBe('written');
    expect(await store.read('crm')).toEqual({ breaker, version: 2 });
  });

  it.each([0, 1, 3])('lets nobody write who knows version %d while the stored one is 2', async (version) => {
    const store = await create();
    await store.write('crm', { breaker: open, version: 0 });
    await store.write('crm', { breaker: closedBreaker, version: 1 });
    expect(await store.write('crm', { breaker: open, version })).toBe('conflict');
    expect(await store.read('crm')).toEqual({ breaker: closedBreaker, version: 2 });
  });

  it('lets nobody begin with another version than 0', async () => {
    const store = await create();
    expect(await store.write('crm', { breaker: open, version: 7 })).toBe('conflict');
    expect(await store.read('crm')).toEqual({ breaker: closedBreaker, version: 0 });
  });

  it('keeps the breakers of dependencies apart', async () => {
    const store = await create();
    await store.write('crm', { breaker: open, version: 0 });
    expect(await store.read('cr')).toEqual({ breaker: closedBreaker, version: 0 });
    expect(await store.write('billing', { breaker: open, version: 0 })).toBe('written');
  });

  it('lets one of forty trip a breaker, and one of forty have its probe', async () => {
    const store = await create();
    const forty = Array.from({ length: 40 }, (__, index) => index);
    const trips = await Promise.all(
      forty.map((index) => changeBreaker(store, 'crm', { ...tripped, nowMs: t0 - index })),
    );
    expect(trips.filter(({ isOurs }) => isOurs)).toHaveLength(1);
    expect((await store.read('crm')).version).toBe(1);

    const probes = await Promise.all(
      forty.map((index) => changeBreaker(store, 'crm', nextProbe(`p-${index}`))),
    );
    const [mine, ...others] = probes.filter(({ isOurs }) => isOurs);
    expect(others).toEqual([]);
    expect(await store.read('crm')).toEqual({ breaker: mine?.breaker, version: 2 });
  });
});

describe('a breaker store in DynamoDB', () => {
  it('keeps one item for each dependency, without what is undefined', async () => {
    const name = await dynamoDb.newTable();
    const store = new DynamoDbBreakerStore(dynamoDb.client, name);
    await store.write('crm', { breaker: { kind: 'closed', closedAtMs: undefined }, version: 0 });
    await store.write('crm', { breaker: open, version: 1 });
    const Key = { pk: { S: 'breaker#crm' } };
    const { Item } = await dynamoDb.client.send(new GetItemCommand({ TableName: name, Key }));
    expect(unmarshall(Item ?? {})).toEqual({ pk: 'breaker#crm', version: 2, breaker: open });
  });

  it('takes one consistent read, and one write', async () => {
    const store = new DynamoDbBreakerStore(dynamoDb.client, await dynamoDb.newTable());
    const calls = await wireCalls(dynamoDb.client, async () => {
      await store.read('crm');
      await store.write('crm', { breaker: open, version: 0 });
      await store.write('crm', { breaker: open, version: 0 });
    });
    expect(calls.map(({ operation }) => operation)).toEqual(['GetItem', 'PutItem', 'PutItem']);
    expect(calls[0]?.input).toMatchObject({ ConsistentRead: true });
  });

  it('has a change recognised as its own although the reply to it was lost', async () => {
    const store = new DynamoDbBreakerStore(dynamoDb.client, await dynamoDb.newTable());
    await changeBreaker(store, 'crm', tripped);
    const fault = { operation: 'PutItem', kind: 'reply-lost' } as const;
    await wireCalls(
      dynamoDb.client,
      async () => {
        expect(await changeBreaker(store, 'crm', nextProbe('p-1'))).toMatchObject({ isOurs: true });
      },
      { fault },
    );
    expect((await store.read('crm')).version).toBe(2);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['of tomorrow', { version: 4, breaker: { kind: 'melted' } }, 4],
    ['without a breaker', { version: 4 }, 4],
    ['with a cause that nobody knows', { version: 9, breaker: { ...open, cause: 'MOON' } }, 9],
    ['without a version', { breaker: open }, 0],
  ])('takes an item %s for a closed breaker, and replaces it', async (_, item, version) => {
    const TableName = await dynamoDb.newTable();
    const Item = marshall({ pk: 'breaker#crm', ...item });
    await dynamoDb.client.send(new PutItemCommand({ TableName, Item }));
    const store = new DynamoDbBreakerStore(dynamoDb.client, TableName);
    const record = await store.read('crm');
    expect(record).toEqual({ breaker: closedBreaker, version });
    expect(await changeBreaker(store, 'crm', tripped)).toMatchObject({ isOurs: true });
    expect(await store.read('crm')).toMatchObject({ version: version + 1, breaker: { kind: 'open' } });
  });

  it('rejects when the table is gone, rather than saying that the breaker is closed', async () => {
    const store = new DynamoDbBreakerStore(dynamoDb.client, 'no-such-table');
    const gone = { name: 'ResourceNotFoundException' };
    await expect(store.read('crm')).rejects.toMatchObject(gone);
    await expect(store.write('crm', { breaker: open, version: 0 })).rejects.toMatchObject(gone);
  });
});
