import { DynamoDbSequenceStore } from '../../lambdas/adapters/dynamodb-sequence-store';
import { emptySequence } from '../../lambdas/core/sequencing/sequence';
import type { SequenceStore } from '../../lambdas/processor/ports';
import { InMemorySequenceStore } from '../in-memory/in-memory-sequence-store';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import {
  call,
  callInModule as of,
  commitOf,
  dueAt,
  everything,
  openEvent,
  parkedEvent,
} from './sequence-samples';

let dynamoDb: LocalDynamoDb;
let tables = 0;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const stores: [string, () => Promise<SequenceStore>][] = [
  ['in memory', async () => new InMemorySequenceStore()],
  [
    'in DynamoDB',
    async () => {
      const name = `sequences-${(tables += 1)}`;
      await dynamoDb.createTable(name, { dueIndex: true });
      return new DynamoDbSequenceStore(dynamoDb.client, name);
    },
  ],
];

describe.each(stores)('a sequence store %s', (_, create) => {
  it('knows nothing of an entity before its first commit', async () => {
    const store = await create();
    expect(await store.load(of)).toEqual(emptySequence);
  });

  it('gives back all that was committed, in the next version', async () => {
    const store = await create();
    expect(await store.commit(commitOf(everything, { dueAt }))).toBe('committed');
    expect(await store.load(of)).toEqual({ ...everything, version: 1 });
  });

  it('takes the settled state for the whole state where no event is open', async () => {
    const store = await create();
    const position = { state: { holds: 3 }, type: 'call.completed' };
    await store.commit(commitOf({ settled: position, head: position }));
    expect(await store.load(of)).toMatchObject({ settled: position, open: [], head: position });
  });

  it('keeps an open event although there was no state before it', async () => {
    const store = await create();
    const head = { state: { holds: 0 }, type: 'call.started' };
    await store.commit(commitOf({ open: [openEvent('e-1')], head }));
    expect(await store.load(of)).toEqual({ ...emptySequence, version: 1, open: [openEvent('e-1')], head });
  });

  it('forgets what a later commit no longer holds', async () => {
    const store = await create();
    const settled = { state: { holds: 1 }, type: 'call.completed' };
    await store.commit(commitOf(everything, { dueAt }));
    await store.commit(commitOf({ version: 1, settled, head: settled }));
    expect(await store.load(of)).toEqual({ ...emptySequence, version: 2, settled, head: settled });
  });

  it.each<[string, unknown]>([
    ['numbers that DynamoDB does not know', [1e300, -1e300, 5e-324, 2 ** 70, 0.1]],
    ['U+FFFE, U+FFFF, NUL and an emoji', '\uFFFE\uFFFF\u0000😀'],
    ['a lone surrogate', '\uD800'],
    ['nulls, empty texts, lists and objects in each other', { '': [null, { a: null, b: '' }, [], {}, [[]]] }],
    ['names of an object’s own members', JSON.parse('{"__proto__":{"x":1},"constructor":1,"toString":null}')],
    ['two hundred levels', JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`)],
  ])('keeps an open event’s data with %s', async (_, data) => {
    const store = await create();
    await store.commit(commitOf({ open: [openEvent('e-1', data)] }));
    const { open } = await store.load(of);
    expect(JSON.stringify(open[0]?.envelope.data)).toBe(JSON.stringify(data));
  });

  it.each([
    ['plain', 'e-1'],
    ['with the separator of order keys', 'a#b'],
    ['that ends with it', 'e-1#'],
    ['that is percent-encoded', '%23'],
    ['of 256 CJK characters', '漢'.repeat(256)],
    ['with an emoji, a quote and a backslash', '😀"\\'],
  ])('keeps the id of an event, %s', async (_, id) => {
    const store = await create();
    const sequence = {
      open: [openEvent(id)],
      parked: [parkedEvent(id)],
      lastCommit: [{ source: 'genesys', id, outcome: 'applied' } as const],
    };
    await store.commit(commitOf(sequence, { dueAt }));
    expect(await store.load(of)).toMatchObject(sequence);
  });

  it('drops what is undefined in a state', async () => {
    const store = await create();
    const head = { state: { status: 'HELD', note: undefined, nested: [{ a: 1, b: undefined }] } };
    const sequence = { ...emptySequence, head, settled: head };
    await store.commit(Object.assign(commitOf({}), { sequence }));
    const loaded = await store.load(of);
    expect(JSON.stringify(loaded.head.state)).toBe('{"status":"HELD","nested":[{"a":1}]}');
  });

  it('keeps the numbers of a state', async () => {
    const store = await create();
    const numbers = [0, -1.5, 0.1, 1e-9, Number.MAX_SAFE_INTEGER, 2 ** 60, -(2 ** 70), 1e125];
    await store.commit(commitOf({ head: { state: { numbers } }, settled: { state: { numbers } } }));
    const { head } = await store.load(of);
    expect(head.state).toEqual({ numbers });
  });

  it('commits the version that was loaded, and no other', async () => {
    const store = await create();
    const commits = [1, 0, 0, 1, 1, 3, 0, 2];
    const results: string[] = [];
    for (const version of commits) results.push(await store.commit(commitOf({ version })));
    const [yes, no] = ['committed', 'conflict'];
    expect(results).toEqual([no, yes, no, yes, no, no, no, yes]);
    expect(await store.load(of)).toMatchObject({ version: 3 });
  });

  it.each([0, 1])('commits exactly one of 50 at once on version %d', async (version) => {
    const store = await create();
    if (version === 1) await store.commit(commitOf({ version: 0 }));
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => store.commit(commitOf({ version, head: { state: { n } } }))),
    );
    const winner = results.indexOf('committed');
    expect(results.filter((result) => result === 'conflict')).toHaveLength(49);
    expect(await store.load(of)).toMatchObject({ version: version + 1, head: { state: { n: winner } } });
  });

  it('changes nothing by a commit that conflicts', async () => {
    const store = await create();
    await store.commit(commitOf(everything, { dueAt }));
    await store.commit(commitOf({ head: { state: { other: true } } }));
    expect(await store.load(of)).toEqual({ ...everything, version: 1 });
  });

  it('keeps modules, types of entities and ids apart', async () => {
    const store = await create();
    await store.commit(commitOf(everything, { dueAt }));
    for (const other of [
      { module: 'crm', entity: call },
      { module: 'calls', entity: { type: 'agent', id: 'c-1' } },
      { module: 'calls', entity: { type: 'call', id: 'c-1#' } },
      { module: 'calls', entity: { type: 'call', id: 'C-1' } },
    ]) {
      expect(await store.load(other)).toEqual(emptySequence);
      expect(await store.commit(commitOf({ lastCommit: [] }, other))).toBe('committed');
    }
    expect(await store.load(of)).toEqual({ ...everything, version: 1 });
  });

  it('is not changed by what a caller does later with what it committed', async () => {
    const store = await create();
    const state: { holds: number } = { holds: 0 };
    await store.commit(commitOf({ head: { state }, settled: { state } }));
    state.holds = 1;
    expect(await store.load(of)).toMatchObject({ head: { state: { holds: 0 } } });
  });
});
