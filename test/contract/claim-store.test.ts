import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDbClaimStore } from '../../lambdas/adapters/dynamodb-claim-store';
import { type OutcomeName, outcomeNames } from '../../lambdas/contract/claim-outcome';
import type { ClaimStore, NewClaim } from '../../lambdas/ingest/ports';
import type { FailureLog, OutcomeRecorder } from '../../lambdas/processor/ports';
import { InMemoryClaimStore } from '../in-memory/in-memory-claim-store';
import { instant } from '../instant';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { wireCalls } from './wire-calls';

type Store = ClaimStore & OutcomeRecorder & FailureLog;

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const stores: [string, () => Promise<Store>][] = [
  ['in memory', async () => new InMemoryClaimStore()],
  [
    'in DynamoDB',
    async () => {
      const name = await dynamoDb.newTable();
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

const mark = (outcome: OutcomeName, changes: { eventId?: string; module?: string; at?: string } = {}) => ({
  source: 'genesys',
  eventId: 'e-1',
  module: 'agent-presence',
  outcome,
  at: '2023-11-14T22:13:22.000000000Z',
  ...changes,
});

const event = { source: 'genesys', eventId: 'e-1', module: 'agent-presence' };

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

  it('tells the second claim which door the first one came through, if that is known', async () => {
    const store = await create();
    await store.claim(claim({ door: 'event-bus' }), nowSeconds, signal);
    await store.claim(claim({ eventId: 'e-2' }), nowSeconds, signal);

    const second = await store.claim(claim({ door: 'webhook' }), nowSeconds, signal);
    expect(second).toMatchObject({ kind: 'lost', existing: { door: 'event-bus' } });
    const old = await store.claim(claim({ eventId: 'e-2', door: 'webhook' }), nowSeconds, signal);
    expect(old.kind === 'lost' && old.existing.door).toBeUndefined();
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

  it.each<[first: OutcomeName, late: OutcomeName, at: string, stays: OutcomeName]>([
    ['dead-lettered', 'parked', '2023-11-14T22:13:21.999999999Z', 'dead-lettered'],
    ['dead-lettered', 'parked', '2023-11-14T22:13:22.000000000Z', 'dead-lettered'],
    ['dead-lettered', 'parked', '2023-11-14T22:13:22.000000001Z', 'parked'],
    ['parked', 'dead-lettered', '2023-11-14T22:13:22.000000000Z', 'dead-lettered'],
    ['parked', 'dead-lettered', '2023-11-14T22:13:21.000000000Z', 'parked'],
  ])('after "%s" takes "%s" of %s for what it is: "%s" stays', async (first, late, at, stays) => {
    const store = await create();
    await store.claim(claim(), nowSeconds, signal);
    await store.record(mark(first));
    await store.record(mark(late, { at }));
    expect(await store.find(event)).toBe(stays);
  });

  it.each<[OutcomeName, OutcomeName]>([
    ['parked', 'applied'],
    ['parked', 'gap'],
    ['parked', 'dead-lettered'],
    ['dead-lettered', 'parked'],
    ['dead-lettered', 'late'],
    ['dead-lettered', 'dead-lettered'],
  ])('notes over %s that an event is %s', async (first, second) => {
    const store = await create();
    await store.claim(claim(), nowSeconds, signal);
    await store.record(mark(first));
    await store.record({ ...mark(second), at: '2023-11-15T00:00:00.000000000Z' });
    expect(await store.find(event)).toBe(second);
  });

  it.each<OutcomeName>(['applied', 'gap', 'late', 'stale', 'quarantined'])(
    'lets nothing be noted over %s',
    async (final) => {
      const store = await create();
      await store.claim(claim(), nowSeconds, signal);
      await store.record(mark(final));
      for (const later of outcomeNames) await store.record(mark(later));
      expect(await store.find(event)).toBe(final);
    },
  );

  it('finds what was noted for an event in a module, and nothing else', async () => {
    const store = await create();
    expect(await store.find(event)).toBeUndefined();
    await store.claim(claim({ outcomes: { audit: { outcome: 'quarantined' } } }), nowSeconds, signal);
    await store.claim(claim({ eventId: 'e-2' }), nowSeconds, signal);
    expect(await store.find(event)).toBeUndefined();

    await store.record(mark('parked'));

    expect(await store.find(event)).toBe('parked');
    expect(await store.find({ ...event, module: 'audit' })).toBe('quarantined');
    expect(await store.find({ ...event, module: 'agent' })).toBeUndefined();
    expect(await store.find({ ...event, eventId: 'e-2' })).toBeUndefined();
    expect(await store.find({ ...event, source: 'other' })).toBeUndefined();
  });

  it('finds no outcome where only failures were noted', async () => {
    const store = await create();
    await store.claim(claim(), nowSeconds, signal);
    await store.note(event, Date.UTC(2023, 9, 27, 15));
    expect(await store.find(event)).toBeUndefined();
  });

  it('does not bring a claim to life by an outcome', async () => {
    const store = await create();
    await store.record(mark('applied', { eventId: 'forgotten' }));
    expect((await store.claim(claim({ eventId: 'forgotten' }), nowSeconds, signal)).kind).toBe('won');
  });
});

describe('a claim store in DynamoDB', () => {
  it('takes one call for everything, and reads consistently and nothing of other modules', async () => {
    await dynamoDb.createTable('claims-on-the-wire');
    const store = new DynamoDbClaimStore(dynamoDb.client, 'claims-on-the-wire');
    const calls = await wireCalls(dynamoDb.client, async () => {
      await store.claim(claim(), nowSeconds, signal);
      await store.record(mark('parked'));
      await store.record(mark('applied'));
      await store.record(mark('late'));
      await store.note(event, Date.UTC(2023, 9, 27, 15));
      await store.begin(event);
      await store.end(event);
      await store.find(event);
    });
    expect(calls.map(({ operation }) => operation)).toEqual([
      'PutItem',
      'UpdateItem',
      'UpdateItem',
      'UpdateItem',
      'UpdateItem',
      'UpdateItem',
      'UpdateItem',
      'GetItem',
    ]);
    expect(calls.at(-1)?.input).toMatchObject({
      ConsistentRead: true,
      ProjectionExpression: '#outcomes.#module',
      ExpressionAttributeNames: { '#outcomes': 'outcomes', '#module': 'agent-presence' },
    });
  });

  it('notes an outcome although the reply to it was lost', async () => {
    await dynamoDb.createTable('claims-with-lost-reply');
    const store = new DynamoDbClaimStore(dynamoDb.client, 'claims-with-lost-reply');
    await store.claim(claim(), nowSeconds, signal);
    const fault = { operation: 'UpdateItem', kind: 'reply-lost' } as const;
    await wireCalls(dynamoDb.client, () => store.record(mark('gap')), { fault });
    expect(await store.find(event)).toBe('gap');
  });

  it('finds nothing in an outcome that it does not know', async () => {
    await dynamoDb.createTable('claims-of-tomorrow');
    const outcomes = { M: { 'agent-presence': { M: { outcome: { S: 'teleported' } } } } };
    const Item = { pk: { S: 'genesys#e-1' }, outcomes };
    await dynamoDb.client.send(new PutItemCommand({ TableName: 'claims-of-tomorrow', Item }));
    const store = new DynamoDbClaimStore(dynamoDb.client, 'claims-of-tomorrow');
    expect(await store.find(event)).toBeUndefined();
  });

  it('rejects when the table is gone, rather than saying that the claim was lost', async () => {
    const store = new DynamoDbClaimStore(dynamoDb.client, 'no-such-table');
    await expect(store.claim(claim(), nowSeconds, signal)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(store.record(mark('applied'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(store.find(event)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('ends its call when the deadline passes', async () => {
    const store = new DynamoDbClaimStore(dynamoDb.client, 'any');
    await expect(store.claim(claim(), nowSeconds, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
