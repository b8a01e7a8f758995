import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbClaimStore } from '../../lambdas/adapters/dynamodb-claim-store';
import type { OutcomeName } from '../../lambdas/contract/claim-outcome';
import { instantFromEpochMs } from '../../lambdas/core/instant';
import type { ClaimStore } from '../../lambdas/ingest/ports';
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
  ['in DynamoDB', async () => new DynamoDbClaimStore(dynamoDb.client, await dynamoDb.newTable())],
];

const t0 = Date.UTC(2023, 9, 27, 15);
const at = (second: number): number => t0 + second * 1000;
const event = { source: 'genesys', eventId: 'e-1', module: 'crm-sync' };

const claim = async (store: Store, eventId = 'e-1'): Promise<void> => {
  const time = instant('2023-10-27T14:59:00Z');
  const times = { time, receivedTime: time, orderTime: time, expiresAtSeconds: at(86_400) / 1000 };
  const what = { source: 'genesys', eventId, eventType: 't', bodyHash: '', outcomes: {} };
  await store.claim({ ...what, ...times }, at(0) / 1000, new AbortController().signal);
};

const mark = (store: Store, outcome: OutcomeName, atMs: number, module = event.module): Promise<void> =>
  store.record({ ...event, module, outcome, at: instantFromEpochMs(atMs) });

describe.each(stores)('failures that are noted %s', (_, create) => {
  it('are given back with the ones before, oldest first', async () => {
    const store = await create();
    await claim(store);
    expect(await store.note(event, at(0))).toEqual([at(0)]);
    expect(await store.note(event, at(30))).toEqual([at(0), at(30)]);
    expect(await store.note(event, at(210) + 1)).toEqual([at(0), at(30), at(210) + 1]);
  });

  it('count once when the same one is noted twice', async () => {
    const store = await create();
    await claim(store);
    await store.note(event, at(0));
    expect(await store.note(event, at(0))).toEqual([at(0)]);
    expect(await store.note(event, at(30))).toEqual([at(0), at(30)]);
    expect(await store.note(event, at(0))).toEqual([at(0), at(30)]);
    expect(await store.note(event, at(30))).toEqual([at(0), at(30)]);
  });

  it('are not known of an event without a claim, and bring none to life', async () => {
    const store = await create();
    expect(await store.note(event, at(0))).toBeUndefined();
    expect(await store.note(event, at(1))).toBeUndefined();
    await claim(store);
    expect(await store.note(event, at(2))).toEqual([at(2)]);
  });

  it('are those of one event in one module', async () => {
    const store = await create();
    await claim(store);
    await claim(store, 'e-2');
    await store.note(event, at(0));
    expect(await store.note({ ...event, module: 'crm' }, at(1))).toEqual([at(1)]);
    expect(await store.note({ ...event, eventId: 'e-2' }, at(2))).toEqual([at(2)]);
    expect(await store.note({ ...event, source: 'other' }, at(3))).toBeUndefined();
    expect(await store.note(event, at(4))).toEqual([at(0), at(4)]);
  });

  it('are not held against an event any more once it has been in the DLQ', async () => {
    const store = await create();
    await claim(store);
    for (const second of [0, 30, 210]) await store.note(event, at(second));
    await mark(store, 'dead-lettered', at(210));
    expect(await store.note(event, at(86_400))).toEqual([at(86_400)]);
    expect(await store.note(event, at(86_430))).toEqual([at(86_400), at(86_430)]);
    await mark(store, 'dead-lettered', at(86_430));
    expect(await store.note(event, at(90_000))).toEqual([at(90_000)]);
  });

  it('are not forgiven because the event has been in the DLQ of another module', async () => {
    const store = await create();
    await claim(store);
    await store.note(event, at(0));
    await mark(store, 'dead-lettered', at(10), 'other');
    expect(await store.note(event, at(30))).toEqual([at(0), at(30)]);
  });

  it.each<OutcomeName>(['parked', 'applied', 'discarded'])(
    'are not forgiven because the event is %s',
    async (outcome) => {
      const store = await create();
      await claim(store);
      await store.note(event, at(0));
      await mark(store, outcome, at(10));
      expect(await store.note(event, at(30))).toEqual([at(0), at(30)]);
    },
  );

  it('name the one that is noted, even if it is as old as the way into the DLQ', async () => {
    const store = await create();
    await claim(store);
    await mark(store, 'dead-lettered', at(10));
    expect(await store.note(event, at(10))).toEqual([at(10)]);
  });
});

describe.each(stores)('tries that are noted %s', (_, create) => {
  it('are counted until one has ended', async () => {
    const store = await create();
    await claim(store);
    expect(await store.begin(event)).toBe(1);
    expect(await store.begin(event)).toBe(2);
    expect(await store.begin(event)).toBe(3);
    await store.end(event);
    expect(await store.begin(event)).toBe(1);
  });

  it('are those of one event in one module', async () => {
    const store = await create();
    await claim(store);
    await claim(store, 'e-2');
    await store.begin(event);
    expect(await store.begin({ ...event, module: 'crm' })).toBe(1);
    expect(await store.begin({ ...event, eventId: 'e-2' })).toBe(1);
    await store.end({ ...event, module: 'crm' });
    expect(await store.begin(event)).toBe(2);
  });

  it('can end without having begun', async () => {
    const store = await create();
    await claim(store);
    await store.end(event);
    expect(await store.begin(event)).toBe(1);
  });

  it('are not known of an event without a claim, and bring none to life', async () => {
    const store = await create();
    expect(await store.begin(event)).toBeUndefined();
    await store.end(event);
    expect(await store.begin(event)).toBeUndefined();
  });

  it('have nothing to do with failures', async () => {
    const store = await create();
    await claim(store);
    await store.begin(event);
    expect(await store.note(event, at(0))).toEqual([at(0)]);
    await store.end(event);
    expect(await store.note(event, at(30))).toEqual([at(0), at(30)]);
    expect(await store.find(event)).toBeUndefined();
  });
});

describe('failures on claims in DynamoDB', () => {
  it('are counted once when the reply to a note was lost and it is made again', async () => {
    const store = new DynamoDbClaimStore(dynamoDb.client, await dynamoDb.newTable());
    await claim(store);
    const fault = { operation: 'UpdateItem', kind: 'reply-lost' } as const;
    const noted: unknown[] = [];
    for (const second of [0, 30]) {
      const note = async (): Promise<unknown> => noted.push(await store.note(event, at(second)));
      const calls = await wireCalls(dynamoDb.client, note, { fault });
      expect(calls).toHaveLength(2);
    }
    expect(noted).toEqual([[at(0)], [at(0), at(30)]]);
  });

  it('are noted when a call of it was lost', async () => {
    const store = new DynamoDbClaimStore(dynamoDb.client, await dynamoDb.newTable());
    await claim(store);
    const fault = { operation: 'UpdateItem', kind: 'call-lost' } as const;
    await wireCalls(dynamoDb.client, () => store.note(event, at(0)), { fault });
    expect(await store.note(event, at(30))).toEqual([at(0), at(30)]);
  });

  it('take one call each, as do tries', async () => {
    const store = new DynamoDbClaimStore(dynamoDb.client, await dynamoDb.newTable());
    await claim(store);
    const calls = await wireCalls(dynamoDb.client, async () => {
      await store.note(event, at(0));
      await store.note(event, at(0));
      await store.begin(event);
      await store.end(event);
    });
    expect(calls.map(({ operation }) => operation)).toEqual(Array<string>(4).fill('UpdateItem'));
  });

  it('leave the rest of the claim as it was', async () => {
    const store = new DynamoDbClaimStore(dynamoDb.client, await dynamoDb.newTable());
    await claim(store);
    await mark(store, 'parked', at(1));
    await store.note(event, at(2));
    await store.begin(event);
    await store.end(event);
    expect(await store.find(event)).toBe('parked');
  });

  it.each<[string, Record<string, unknown>]>([
    ['of yesterday, without the list', {}],
    ['whose list is not one of times', { 'failures:crm-sync': ['soon'] }],
    ['without outcomes', { outcomes: undefined }],
    ['with an outcome that has no time', { outcomes: { 'crm-sync': { outcome: 'dead-lettered' } } }],
  ])('begin anew on a claim %s', async (_, changes) => {
    const TableName = await dynamoDb.newTable();
    const Item = marshall({ pk: 'genesys#e-1', outcomes: {}, ...changes }, { removeUndefinedValues: true });
    await dynamoDb.client.send(new PutItemCommand({ TableName, Item }));
    const store = new DynamoDbClaimStore(dynamoDb.client, TableName);
    expect(await store.note(event, at(0))).toEqual([at(0)]);
  });

  it('cannot be noted when the table is gone', async () => {
    const store = new DynamoDbClaimStore(dynamoDb.client, 'no-such-table');
    const gone = { name: 'ResourceNotFoundException' };
    await expect(store.note(event, at(0))).rejects.toMatchObject(gone);
    await expect(store.begin(event)).rejects.toMatchObject(gone);
    await expect(store.end(event)).rejects.toMatchObject(gone);
  });
});
