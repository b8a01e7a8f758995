import { DynamoDbClaimStore } from '../../lambdas/adapters/dynamodb-claim-store';
import type { OutcomeName } from '../../lambdas/contract/claim-outcome';
import type { ClaimStore, NewClaim } from '../../lambdas/ingest/ports';
import type { AttemptCounter, OutcomeRecorder } from '../../lambdas/processor/ports';
import { InMemoryClaimStore } from '../in-memory/in-memory-claim-store';
import { instant } from '../instant';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';

type Store = ClaimStore & OutcomeRecorder & AttemptCounter;

let dynamoDb: LocalDynamoDb;
let tables = 0;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const stores: [string, () => Promise<Store>][] = [
  ['in memory', async () => new InMemoryClaimStore()],
  [
    'in DynamoDB',
    async () => {
      const name = `claims-${(tables += 1)}`;
      await dynamoDb.createTable(name);
      return new DynamoDbClaimStore(dynamoDb.client, name);
    },
  ],
];

const nowSeconds = 1_700_000_000;
const { signal } = new AbortController();

const claim = (changes: Partial<NewClaim> = {}): NewClaim => ({
  source: 'genesys',
  eventId: 'e-1',
  eventType: 'agent.login',
  time: instant('2023-11-14T22:13:20Z'),
  receivedTime: instant('2023-11-14T22:13:21Z'),
  orderTime: instant('2023-11-14T22:13:20Z'),
  bodyHash: 'ab',
  outcomes: {},
  expiresAtSeconds: nowSeconds + 86_400,
  ...changes,
});

const mark = (outcome: OutcomeName, changes: { eventId?: string; module?: string } = {}) => ({
  source: 'genesys',
  eventId: 'e-1',
  module: 'agent-presence',
  outcome,
  at: '2023-11-14T22:13:22.000000000Z',
  ...changes,
});

describe.each(stores)('a claim store %s', (_, create) => {
  it('lets the first claim win and tells the second what the first one wrote', async () => {
    const store = await create();
    expect(await store.claim(claim(), nowSeconds, signal)).toEqual({ kind: 'won' });

    const second = claim({ bodyHash: 'cd', receivedTime: instant('2023-11-14T23:00:00Z') });
    const { bodyHash, receivedTime, orderTime, outcomes } = claim();

    expect(await store.claim(second, nowSeconds, signal)).toMatchObject({
      kind: 'lost',
      existing: { bodyHash, receivedTime, orderTime, outcomes },
    });
  });

  it('has exactly one winner among 200 at once', async () => {
    const store = await create();
    const results = await Promise.all(
      Array.from({ length: 200 }, () => store.claim(claim(), nowSeconds, signal)),
    );
    expect(results.filter(({ kind }) => kind === 'won')).toHaveLength(1);
  });

  it('keeps events of different sources and ids apart', async () => {
    const store = await create();
    await store.claim(claim(), nowSeconds, signal);
    expect((await store.claim(claim({ source: 'other' }), nowSeconds, signal)).kind).toBe('won');
    expect((await store.claim(claim({ eventId: 'e-2' }), nowSeconds, signal)).kind).toBe('won');
  });

  it('gives up a claim only after its last second', async () => {
    const store = await create();
    await store.claim(claim(), nowSeconds, signal);
    const { expiresAtSeconds } = claim();
    expect((await store.claim(claim(), expiresAtSeconds, signal)).kind).toBe('lost');
    expect((await store.claim(claim(), expiresAtSeconds + 1, signal)).kind).toBe('won');
  });

  it('keeps the first outcome of each module', async () => {
    const store = await create();
    await store.claim(claim({ outcomes: { audit: { outcome: 'quarantined' } } }), nowSeconds, signal);
    await store.record(mark('applied'));
    await store.record(mark('stale'));
    await store.record(mark('stale', { module: 'audit' }));

    expect(await store.claim(claim(), nowSeconds, signal)).toMatchObject({
      existing: {
        outcomes: { 'agent-presence': { outcome: 'applied' }, audit: { outcome: 'quarantined' } },
      },
    });
  });

  it('lets a later outcome better that an event was dead-lettered, once', async () => {
    const store = await create();
    await store.claim(claim(), nowSeconds, signal);
    await store.record(mark('dead-lettered'));
    await store.record(mark('applied'));
    await store.record(mark('dead-lettered'));
    expect(await store.claim(claim(), nowSeconds, signal)).toMatchObject({
      existing: { outcomes: { 'agent-presence': { outcome: 'applied' } } },
    });
  });

  it('counts the failures of an event for each module by itself', async () => {
    const store = await create();
    await store.claim(claim(), nowSeconds, signal);
    const event = { source: 'genesys', eventId: 'e-1' };
    const counts: unknown[] = [];
    for (const module of ['a', 'a', 'b', 'a']) counts.push(await store.count({ ...event, module }));
    expect(counts).toEqual([1, 2, 1, 3]);
  });

  it('counts nothing for an event without a claim', async () => {
    const store = await create();
    expect(await store.count({ source: 'genesys', eventId: 'forgotten', module: 'a' })).toBeUndefined();
    expect((await store.claim(claim({ eventId: 'forgotten' }), nowSeconds, signal)).kind).toBe('won');
  });

  it('does not bring a claim to life by an outcome', async () => {
    const store = await create();
    await store.record(mark('applied', { eventId: 'forgotten' }));
    expect((await store.claim(claim({ eventId: 'forgotten' }), nowSeconds, signal)).kind).toBe('won');
  });
});

describe('a claim store in DynamoDB', () => {
  it('rejects when the table is gone, rather than saying that the claim was lost', async () => {
    const store = new DynamoDbClaimStore(dynamoDb.client, 'no-such-table');
    await expect(store.claim(claim(), nowSeconds, signal)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(store.record(mark('applied'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('ends its call when the deadline passes', async () => {
    const store = new DynamoDbClaimStore(dynamoDb.client, 'any');
    await expect(store.claim(claim(), nowSeconds, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
