import { createCipheriv } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbParkedEvents } from '../../lambdas/adapters/dynamodb-parked-events';
import type { Envelope } from '../../lambdas/core/envelope';
import { orderKey } from '../../lambdas/core/order-key';
import { sha256Hex } from '../../lambdas/core/sha256-hex';
import type { ModuleEntity, ParkedBody, ParkedEvents } from '../../lambdas/processor/ports';
import { InMemoryParkedEvents } from '../in-memory/in-memory-parked-events';
import { instant } from '../instant';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { callInModule as of, envelope } from './sequence-samples';
import { wireCalls } from './wire-calls';

const time = instant('2023-10-27T14:30:00Z');
const nowMs = Date.UTC(2023, 9, 27, 14, 30, 0, 999);
const retentionSeconds = 3600;
const mebibyte = 1_048_576;

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const inTable = async () => {
  const TableName = await dynamoDb.newTable();
  const { client } = dynamoDb;
  return {
    events: new DynamoDbParkedEvents({ client, tableName: TableName, retentionSeconds }),
    items: async () => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName }));
      return Items.map((item) => unmarshall(item));
    },
    remove: (pk: string) => client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk } } })),
    put: (item: object) => client.send(new PutItemCommand({ TableName, Item: marshall(item) })),
  };
};

const stores: [string, () => Promise<{ readonly events: ParkedEvents }>][] = [
  ['in memory', async () => ({ events: new InMemoryParkedEvents() })],
  ['in DynamoDB', inTable],
];

interface Parked extends ParkedBody {
  readonly envelope: Envelope;
}

const parked = (id: string, data?: unknown): Parked => {
  const event = envelope(id, data);
  return {
    key: orderKey({ time, rank: 1, id, source: 'genesys' }),
    bytes: Buffer.byteLength(JSON.stringify(event)),
    envelope: event,
  };
};

/** Text that compresses by no more than base64 does, always the same. */
const noise = (characters: number): string => {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(characters)).toString('base64').slice(0, characters);
};

const keep = (events: ParkedEvents, { key, envelope }: Parked, inside: ModuleEntity = of): Promise<void> =>
  events.keep(inside, key, { envelope, nowMs });

const expected = (...bodies: readonly Parked[]) =>
  new Map(bodies.map(({ key, envelope }) => [key, envelope]));

describe.each(stores)('a store of parked events %s', (_, create) => {
  it.each([1, 1000, 262_144, 500_000, mebibyte - 400])(
    'gives back a body of %d bytes as it was',
    async (size) => {
      const { events } = await create();
      const body = parked('e-1', noise(size));
      await keep(events, body);
      const fetched = await events.fetch(of, [body]);
      expect(JSON.stringify(fetched.get(body.key))).toBe(JSON.stringify(body.envelope));
    },
  );

  it.each<[string, unknown]>([
    ['numbers that DynamoDB does not know', [1e300, 5e-324, 2 ** 70]],
    ['characters that SQS does not take', '\uFFFE\uFFFF\u0000'],
    ['names of an object’s own members', JSON.parse('{"__proto__":{"x":1},"constructor":1}')],
    ['a mebibyte of zeros', '0'.repeat(mebibyte)],
    ['nothing', null],
  ])('gives back %s', async (_, data) => {
    const { events } = await create();
    const body = parked('e-1', data);
    await keep(events, body);
    const fetched = await events.fetch(of, [body]);
    expect(JSON.stringify(fetched.get(body.key)?.data)).toBe(JSON.stringify(data));
  });

  it('keeps a body twice as once', async () => {
    const { events } = await create();
    const body = parked('e-1', noise(500_000));
    await keep(events, body);
    await keep(events, body);
    expect(await events.fetch(of, [body])).toEqual(expected(body));
    await events.discard(of, [body]);
    expect(await events.fetch(of, [body])).toEqual(new Map());
  });

  it.each([
    ['shorter', parked('e-1', noise(900_000)), parked('e-1', 'short')],
    ['longer', parked('e-1', 'short'), parked('e-1', noise(900_000))],
    ['about as long', parked('e-1', noise(900_000)), parked('e-1', `${noise(899_999)}!`)],
  ])('keeps the later of two bodies, the %s one', async (_, first, second) => {
    const { events } = await create();
    await keep(events, first);
    await keep(events, second);
    const bytes = Math.max(first.bytes, second.bytes);
    expect(await events.fetch(of, [{ ...second, bytes }])).toEqual(expected(second));
  });

  it('leaves out what is gone, and gives the rest', async () => {
    const { events } = await create();
    const [first, second, third] = [parked('e-1'), parked('e-2'), parked('e-3')];
    await keep(events, first);
    await keep(events, third);
    expect(await events.fetch(of, [first, second, third])).toEqual(expected(first, third));
  });

  it('gives 250 bodies at once', async () => {
    const { events } = await create();
    const bodies = Array.from({ length: 250 }, (_, n) => parked(`e-${n}`, { n }));
    await Promise.all(bodies.map((body) => keep(events, body)));
    expect(await events.fetch(of, bodies)).toEqual(expected(...bodies));
    await events.discard(of, bodies.slice(0, 249));
    expect(await events.fetch(of, bodies)).toEqual(expected(...bodies.slice(249)));
  });

  it('takes the same body twice in one call', async () => {
    const { events } = await create();
    const body = parked('e-1');
    await keep(events, body);
    expect(await events.fetch(of, [body, body])).toEqual(expected(body));
    await events.discard(of, [body, body]);
    expect(await events.fetch(of, [body, body])).toEqual(new Map());
  });

  it('does nothing where nothing is asked for', async () => {
    const { events } = await create();
    expect(await events.fetch(of, [])).toEqual(new Map());
    await events.discard(of, []);
    await events.discard(of, [parked('never-kept')]);
  });

  it('keeps modules, types of entities, ids and events apart', async () => {
    const { events } = await create();
    const body = parked('e-1');
    await keep(events, body);
    for (const other of [
      { module: 'crm', entity: of.entity },
      { module: 'calls', entity: { type: 'agent', id: 'c-1' } },
      { module: 'calls', entity: { type: 'call', id: 'c-2' } },
    ]) {
      expect(await events.fetch(other, [body])).toEqual(new Map());
      await events.discard(other, [body]);
    }
    expect(await events.fetch(of, [parked('e-2')])).toEqual(new Map());
    expect(await events.fetch(of, [body])).toEqual(expected(body));
  });

  it('takes ids of 256 CJK characters', async () => {
    const { events } = await create();
    const inside = { module: 'calls', entity: { type: 'call', id: '漢'.repeat(256) } };
    const body = parked('語'.repeat(256));
    await keep(events, body, inside);
    expect(await events.fetch(inside, [body])).toEqual(expected(body));
  });
});

describe('a store of parked events in DynamoDB', () => {
  it('writes an item that expires after the retention, in seconds', async () => {
    const { events, items } = await inTable();
    const body = parked('e-1');
    await keep(events, body);
    expect(await items()).toEqual([
      {
        pk: `parked ${sha256Hex(JSON.stringify(['calls#call#c-1', body.key]))} 0`,
        entity: 'calls#call#c-1',
        key: '2023-10-27T14:30:00.000000000Z#001#e-1#genesys',
        part: 0,
        parts: 1,
        body: expect.any(Uint8Array),
        expiresAt: Date.UTC(2023, 9, 27, 15, 30) / 1000,
      },
    ]);
  });

  it('splits what one item cannot hold, and leaves none of it behind', async () => {
    const { events, items } = await inTable();
    const body = parked('e-1', noise(mebibyte));
    await keep(events, body);
    const parts = await items();
    expect(new Set(parts.map(({ part, parts: count }) => `${part} of ${count}`))).toEqual(
      new Set(['0 of 3', '1 of 3', '2 of 3']),
    );
    await events.discard(of, [body]);
    expect(await items()).toEqual([]);
  });

  it.each([0, 1, 2])('leaves out a body whose part %d is gone', async (part) => {
    const { events, items, remove } = await inTable();
    const [broken, whole] = [parked('e-1', noise(mebibyte)), parked('e-2')];
    await keep(events, broken);
    const gone = (await items()).find((item) => item['part'] === part);
    await keep(events, whole);
    await remove(String(gone?.['pk']));
    expect(await events.fetch(of, [broken, whole])).toEqual(expected(whole));
  });

  it('leaves out a body of which a part is another’s', async () => {
    const { events, items, put } = await inTable();
    const [first, second, whole] = [
      parked('e-1', noise(mebibyte)),
      parked('e-1', `!${noise(mebibyte - 1)}`),
      parked('e-2'),
    ];
    await keep(events, first);
    const middleOfFirst = (await items()).find(({ part }) => part === 1);
    await keep(events, second);
    await keep(events, whole);
    await put(middleOfFirst ?? {});
    expect(await events.fetch(of, [second, whole])).toEqual(expected(whole));
  });

  it.each<[string, object]>([
    ['no part of a body', { parts: 'three' }],
    ['not compressed', { parts: 1, body: Buffer.from('{}') }],
    ['no envelope', { parts: 1, body: gzipSync('{"id":"e-1"}') }],
    ['no JSON', { parts: 1, body: gzipSync('{') }],
    [
      'larger than any event when it is inflated',
      { parts: 1, body: gzipSync(JSON.stringify(envelope('e-1', '0'.repeat(17 * mebibyte)))) },
    ],
  ])('leaves out an item that is %s', async (_, item) => {
    const { events, items, put } = await inTable();
    const [broken, whole] = [parked('e-1'), parked('e-2')];
    await keep(events, broken);
    const [{ pk } = {}] = await items();
    await put({ pk, ...item });
    await keep(events, whole);
    expect(await events.fetch(of, [broken, whole])).toEqual(expected(whole));
  });

  it('reads again what an answer had no room for', async () => {
    const { events } = await inTable();
    const bodies = Array.from({ length: 12 }, (_, n) => parked(`e-${n}`, noise(400_000)));
    for (const body of bodies) await keep(events, body);
    let fetched: unknown;
    const calls = await wireCalls(dynamoDb.client, async () => {
      fetched = await events.fetch(of, bodies);
    });
    expect(fetched).toEqual(expected(...bodies));
    expect(calls.length).toBeGreaterThan(2);
  });

  it('takes one call for what most events are, and reads consistently', async () => {
    const { events } = await inTable();
    const bodies = [parked('e-1'), parked('e-2')] as const;
    const calls = await wireCalls(dynamoDb.client, async () => {
      await keep(events, bodies[0]);
      await events.fetch(of, bodies);
      await events.discard(of, bodies);
      await events.fetch(of, []);
      await events.discard(of, []);
    });
    expect(calls.map(({ operation }) => operation)).toEqual([
      'BatchWriteItem',
      'BatchGetItem',
      'BatchWriteItem',
    ]);
    expect(JSON.stringify(calls[1]?.input)).toContain('"ConsistentRead":true');
  });
});
