import type { ModuleState, Snapshot } from '../../lambdas/processor/ports';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { snapshot, type SnapshotFixture, snapshotsInMemory, snapshotsInTable } from './snapshot-fixture';
import { type Fault, wireCalls } from './wire-calls';

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const fixtures: [string, () => Promise<SnapshotFixture>][] = [
  ['in memory', snapshotsInMemory],
  ['in DynamoDB', () => snapshotsInTable(dynamoDb)],
];

describe.each(fixtures)('while a field stays the same, a snapshot store %s', (_, create) => {
  const whileSame = { field: 'status', keep: ['since', 'reason'] };
  const status = (second: string, state: ModuleState, changes: Parameters<typeof snapshot>[1] = {}) =>
    snapshot(second, { state: { ...state, second }, whileSame, ...changes });

  it('keeps the fields that tell since when, and what was before', async () => {
    const { store, item } = await create();
    const results: unknown[] = [];
    for (const next of [
      status('01', { status: 'IDLE', since: 1 }),
      status('02', { status: 'BUSY', since: 2, reason: 'call' }),
      status('03', { status: 'BUSY', since: 3, reason: 'chat' }),
      status('04', { status: 'BUSY', since: 4 }),
    ]) {
      results.push((await store.commitSnapshot(next)).kind);
    }
    expect(results).toEqual(['applied', 'applied', 'applied', 'applied']);
    expect(await item()).toMatchObject({
      version: 4,
      watermark: snapshot('04').key,
      state: { status: 'BUSY', since: 2, reason: 'call', second: '04' },
      previous: { status: 'IDLE', since: 1, second: '01' },
    });
  });

  it('starts anew with the next change', async () => {
    const { store, item } = await create();
    await store.commitSnapshot(status('01', { status: 'IDLE', since: 1 }));
    await store.commitSnapshot(status('02', { status: 'IDLE', since: 2 }));
    await store.commitSnapshot(status('03', { status: 'BUSY', since: 3 }));
    expect(await item()).toMatchObject({
      version: 3,
      state: { status: 'BUSY', since: 3, second: '03' },
      previous: { status: 'IDLE', since: 1, second: '02' },
    });
  });

  it('knows nothing before a first snapshot that is repeated', async () => {
    const { store, item } = await create();
    await store.commitSnapshot(status('01', { status: 'IDLE', since: 1 }));
    await store.commitSnapshot(status('02', { status: 'IDLE', since: 2 }));
    expect(await item()).toMatchObject({ version: 2, state: { since: 1 }, previous: null });
  });

  it('still tells stale and replayed snapshots, whatever they say', async () => {
    const { store, item } = await create();
    await store.commitSnapshot(status('03', { status: 'BUSY', since: 3 }));
    const before = await item();
    const results: unknown[] = [];
    for (const next of [
      status('03', { status: 'BUSY', since: 3 }),
      status('03', { status: 'IDLE', since: 3 }),
      status('02', { status: 'BUSY', since: 2 }),
      status('01', { status: 'IDLE', since: 1 }),
    ]) {
      results.push((await store.commitSnapshot(next)).kind);
    }
    expect(results).toEqual(['replayed', 'replayed', 'stale', 'stale']);
    expect(await item()).toEqual(before);
  });

  it.each<[string, ModuleState, ModuleState]>([
    ['that neither has', {}, {}],
    ['that only the later one has', {}, { status: 'BUSY' }],
    ['that only the earlier one has', { status: 'BUSY' }, {}],
    ['that was null', { status: null }, {}],
    ['that is null now', {}, { status: null }],
    ['with another type', { status: 1 }, { status: '1' }],
    ['with another order in a list', { status: [1, 2] }, { status: [2, 1] }],
  ])('takes a field %s for a change', async (_, earlier, later) => {
    const { store, item } = await create();
    await store.commitSnapshot(status('01', { ...earlier, since: 1 }));
    await store.commitSnapshot(status('02', { ...later, since: 2 }));
    expect(await item()).toMatchObject({ state: { since: 2 }, previous: { since: 1 } });
  });

  it.each<[string, ModuleState['status']]>([
    ['null', null],
    ['false', false],
    ['an empty text', ''],
    ['a number beyond 2^53', 2 ** 60],
  ])('recognises %s as the same', async (_, value) => {
    const { store, item } = await create();
    await store.commitSnapshot(status('01', { status: value ?? null, since: 1 }));
    await store.commitSnapshot(status('02', { status: value ?? null, since: 2 }));
    expect(await item()).toMatchObject({ state: { since: 1, second: '02' } });
  });

  it.each([0, -1.5, 2 ** 60, 1e125])('keeps the number %d as it was', async (since) => {
    const { store, item } = await create();
    await store.commitSnapshot(status('01', { status: 'BUSY', since }));
    await store.commitSnapshot(status('02', { status: 'BUSY', since: 2 }));
    expect(await item()).toMatchObject({ state: { since } });
  });

  it('takes over what there was nothing to keep of', async () => {
    const { store, item } = await create();
    await store.commitSnapshot(status('01', { status: 'BUSY' }));
    await store.commitSnapshot(status('02', { status: 'BUSY', since: 2 }));
    await store.commitSnapshot(status('03', { status: 'BUSY', since: 3 }));
    expect(await item()).toMatchObject({ version: 3, state: { since: 2, second: '03' } });
  });

  it('applies a repeating event once when it is committed many times at once', async () => {
    const { store, item } = await create();
    await store.commitSnapshot(status('01', { status: 'BUSY', since: 1 }));
    const repeat = status('02', { status: 'BUSY', since: 2 });
    const results = await Promise.all(Array.from({ length: 20 }, () => store.commitSnapshot(repeat)));
    expect(results.filter(({ kind }) => kind === 'applied')).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'replayed')).toHaveLength(19);
    expect(await item()).toMatchObject({ version: 2, state: { since: 1 } });
  });
});

describe('a snapshot store on the wire', () => {
  const state = { status: 'BUSY' };
  const whileSame = { field: 'status', keep: ['since'] };
  const operations = async (act: () => Promise<unknown>, fault?: { kind: Fault; nth: number }) => {
    const options = fault ? { fault: { operation: 'UpdateItem', ...fault } } : {};
    return (await wireCalls(dynamoDb.client, act, options)).map(({ operation }) => operation);
  };

  it('takes one update for a change, two for a repetition, one for what is stale or replayed', async () => {
    const { store } = await snapshotsInTable(dynamoDb);
    const commit = (second: string, changes: Partial<Snapshot> = {}) =>
      operations(() => store.commitSnapshot(snapshot(second, { whileSame, state, ...changes })));
    expect({
      first: await commit('01'),
      repetition: await commit('03'),
      change: await commit('04', { state: { status: 'IDLE' } }),
      replayed: await commit('04'),
      stale: await commit('02'),
      withoutRule: await operations(() => store.commitSnapshot(snapshot('05', { state }))),
    }).toEqual({
      first: ['UpdateItem'],
      repetition: ['UpdateItem', 'UpdateItem'],
      change: ['UpdateItem'],
      replayed: ['UpdateItem'],
      stale: ['UpdateItem'],
      withoutRule: ['UpdateItem'],
    });
  });

  it('takes a commit whose reply was lost for its own', async () => {
    const { store, item } = await snapshotsInTable(dynamoDb);
    const commit = () => store.commitSnapshot(snapshot('01'));
    let result: unknown;
    await operations(async () => (result = await commit()), { kind: 'reply-lost', nth: 1 });
    expect(result).toEqual({ kind: 'replayed' });
    expect(await item()).toMatchObject({ version: 1, previous: null });
  });

  it('does so for the second update of a repetition too', async () => {
    const { store, item } = await snapshotsInTable(dynamoDb);
    await store.commitSnapshot(snapshot('01', { whileSame, state: { ...state, since: 1 } }));
    const repeat = snapshot('02', { whileSame, state: { ...state, since: 2 } });
    let result: unknown;
    const calls = await operations(async () => (result = await store.commitSnapshot(repeat)), {
      kind: 'reply-lost',
      nth: 2,
    });
    expect(calls).toHaveLength(4);
    expect(result).toEqual({ kind: 'replayed' });
    expect(await item()).toMatchObject({ version: 2, state: { since: 1 } });
  });
});
