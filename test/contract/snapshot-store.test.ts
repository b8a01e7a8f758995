import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { snapshot, type SnapshotFixture, snapshotsInMemory, snapshotsInTable } from './snapshot-fixture';

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const fixtures: [string, () => Promise<SnapshotFixture>][] = [
  ['in memory', snapshotsInMemory],
  ['in DynamoDB', () => snapshotsInTable(dynamoDb)],
];

describe.each(fixtures)('a snapshot store %s', (_, create) => {
  it('keeps the newest snapshot, the one before it and a version', async () => {
    const { store, item } = await create();

    expect(await store.commitSnapshot(snapshot('01'))).toEqual({ kind: 'applied' });
    expect(await item()).toMatchObject({ version: 1, state: { second: '01' }, previous: null });
    expect(await store.commitSnapshot(snapshot('02'))).toEqual({ kind: 'applied' });

    expect(await item()).toMatchObject({
      version: 2,
      state: { second: '02' },
      previous: { second: '01' },
      watermark: snapshot('02').key,
    });
  });

  it('calls an older snapshot stale and changes nothing', async () => {
    const { store, item } = await create();
    await store.commitSnapshot(snapshot('02'));
    const before = await item();
    expect(await store.commitSnapshot(snapshot('01'))).toEqual({ kind: 'stale' });
    expect(await item()).toEqual(before);
  });

  it('recognises the event that it reflects already', async () => {
    const { store, item } = await create();
    await store.commitSnapshot(snapshot('02'));
    const before = await item();
    expect(await store.commitSnapshot(snapshot('02'))).toEqual({ kind: 'replayed' });
    expect(await store.commitSnapshot(snapshot('02', { id: 'd' }))).toEqual({ kind: 'stale' });
    expect(await item()).toEqual(before);
  });

  it('applies an event once when it is committed many times at once', async () => {
    const { store, item } = await create();
    const results = await Promise.all(Array.from({ length: 50 }, () => store.commitSnapshot(snapshot('01'))));
    expect(results.filter(({ kind }) => kind === 'applied')).toHaveLength(1);
    expect(await item()).toMatchObject({ version: 1 });
  });

  it('ends with the newest of many snapshots committed at once', async () => {
    const { store, item } = await create();
    const seconds = Array.from({ length: 50 }, (_, index) => String(index).padStart(2, '0'));
    await Promise.all(seconds.map((second) => store.commitSnapshot(snapshot(second))));
    expect(await item()).toMatchObject({ state: { second: '49' } });
  });

  it('keeps the same entity of another module, and other entities, apart', async () => {
    const { store } = await create();
    await store.commitSnapshot(snapshot('02'));
    const elsewhere = [
      snapshot('01', { module: 'audit' }),
      snapshot('01', { entity: { type: 'call', id: 'a-1' } }),
      snapshot('01', { entity: { type: 'agent', id: 'a-2' } }),
    ];
    for (const other of elsewhere) expect(await store.commitSnapshot(other)).toEqual({ kind: 'applied' });
  });
});

describe('a snapshot store in DynamoDB', () => {
  it('leaves out what is undefined in a state', async () => {
    const { store, item } = await snapshotsInTable(dynamoDb);
    const partial: Record<string, string | undefined> = { status: 'BUSY', note: undefined };
    await store.commitSnapshot(Object.assign(snapshot('01'), { state: partial }));
    expect(await item()).toMatchObject({ state: { status: 'BUSY' } });
  });

  it('writes what an operator wants to read', async () => {
    const { store, item } = await snapshotsInTable(dynamoDb);
    await store.commitSnapshot(snapshot('01'));
    expect(await item()).toEqual({
      pk: 'agent-presence#agent#a-1',
      module: 'agent-presence',
      entityType: 'agent',
      entityId: 'a-1',
      version: 1,
      watermark: '2023-10-27T14:30:01.000000000Z#000#e#genesys',
      state: { second: '01' },
      previous: null,
      updatedAt: '2023-10-27T15:00:00.000000000Z',
    });
  });
});
