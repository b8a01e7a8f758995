import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startDynamoDbServer } from '../../../tools/local/dynamodb/server';
import { startLocalTable, tableName as TableName, type LocalTable } from './local-table';

type Item = Record<string, AttributeValue>;

describe('the embedded DynamoDB', () => {
  let table: LocalTable;

  beforeEach(async () => {
    table = await startLocalTable();
  });

  afterEach(() => table.close());

  const put = (item: Item) => table.client.send(new PutItemCommand({ TableName, Item: item }));
  const get = async (pk: string) =>
    (await table.client.send(new GetItemCommand({ TableName, Key: { pk: { S: pk } } }))).Item;
  const due = async (until: string) => {
    const { Items } = await table.client.send(
      new QueryCommand({
        TableName,
        IndexName: 'due',
        KeyConditionExpression: 'slice = :slice AND dueAt <= :until',
        ExpressionAttributeValues: { ':slice': { S: '0' }, ':until': { N: until } },
      }),
    );
    return Items?.map(({ pk }) => pk?.S);
  };

  it('sets every value from the item as it was before the update', async () => {
    await put({ pk: { S: 'agent' }, state: { S: 'away' }, version: { N: '7' }, watermark: { S: 'a' } });

    const { Attributes } = await table.client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'agent' } },
        UpdateExpression:
          'SET #state = :s, #previous = #state, #version = if_not_exists(#version, :zero) + :one, #w = :w',
        ConditionExpression: 'attribute_not_exists(#w) OR #w < :w',
        ExpressionAttributeNames: {
          '#state': 'state',
          '#previous': 'previous',
          '#version': 'version',
          '#w': 'watermark',
        },
        ExpressionAttributeValues: {
          ':s': { S: 'ready' },
          ':zero': { N: '0' },
          ':one': { N: '1' },
          ':w': { S: 'b' },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );

    expect(Attributes).toEqual({
      pk: { S: 'agent' },
      state: { S: 'ready' },
      previous: { S: 'away' },
      version: { N: '8' },
      watermark: { S: 'b' },
    });
  });

  it('creates the item of an update whose condition holds without one', async () => {
    await table.client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'new' } },
        UpdateExpression: 'SET version = if_not_exists(version, :zero) + :one',
        ConditionExpression: 'attribute_not_exists(version) OR version < :one',
        ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' } },
      }),
    );

    await expect(get('new')).resolves.toEqual({ pk: { S: 'new' }, version: { N: '1' } });
  });

  it('sets one entry of a nested map and leaves the others', async () => {
    await put({ pk: { S: 'event' }, outcomes: { M: { other: { S: 'stale' } } } });

    await table.client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'event' } },
        UpdateExpression: 'SET #outcomes.#m = :o',
        ExpressionAttributeNames: { '#outcomes': 'outcomes', '#m': 'agent-presence' },
        ExpressionAttributeValues: { ':o': { S: 'applied' } },
      }),
    );

    await expect(get('event')).resolves.toEqual({
      pk: { S: 'event' },
      outcomes: { M: { other: { S: 'stale' }, 'agent-presence': { S: 'applied' } } },
    });
  });

  it('counts 100 concurrent increments of one item', async () => {
    const increment = () =>
      table.client.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: 'counter' } },
          UpdateExpression: 'SET n = if_not_exists(n, :zero) + :one',
          ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' } },
        }),
      );

    await Promise.all(Array.from({ length: 100 }, increment));

    await expect(get('counter')).resolves.toEqual({ pk: { S: 'counter' }, n: { N: '100' } });
  });

  it('keeps an item of exactly 400 KB and refuses one byte more', async () => {
    const names = 'pk'.length + 'big'.length + 'body'.length;
    const body = 'x'.repeat(400 * 1024 - names);

    await put({ pk: { S: 'big' }, body: { S: body } });

    await expect(get('big')).resolves.toEqual({ pk: { S: 'big' }, body: { S: body } });
    await expect(put({ pk: { S: 'big' }, body: { S: `${body}x` } })).rejects.toThrow(
      'Item size has exceeded the maximum allowed size',
    );
  });

  it('finds in a sparse index only the items that carry its key, in the order of the sort key', async () => {
    await put({ pk: { S: 'late' }, slice: { S: '0' }, dueAt: { N: '100' } });
    await put({ pk: { S: 'second' }, slice: { S: '0' }, dueAt: { N: '20' } });
    await put({ pk: { S: 'first' }, slice: { S: '0' }, dueAt: { N: '9' } });
    await put({ pk: { S: 'nothing due' }, slice: { S: '0' } });

    await expect(due('50')).resolves.toEqual(['first', 'second']);
  });

  it('drops an item from a sparse index when its key is removed', async () => {
    await put({ pk: { S: 'first' }, slice: { S: '0' }, dueAt: { N: '9' } });

    await table.client.send(
      new UpdateItemCommand({ TableName, Key: { pk: { S: 'first' } }, UpdateExpression: 'REMOVE dueAt' }),
    );

    await expect(due('50')).resolves.toEqual([]);
  });

  it('outlives a client that dies in the middle of its request', async () => {
    const socket = connect(table.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST / HTTP/1.1\r\nHost: local\r\nContent-Length: 1000\r\n\r\n{"TableName"');
    // The answer says that the server has read what came before it on the other connection, too.
    await put({ pk: { S: 'before' } });

    socket.resetAndDestroy();
    await once(socket, 'close');

    await expect(put({ pk: { S: 'after' } })).resolves.toBeDefined();
  });

  it('closes at once and quietly, with connections open and requests at work', async () => {
    const requests = Array.from({ length: 50 }, (_, n) => put({ pk: { S: `${n}` } }));
    await Promise.race(requests);

    await table.close();

    const results = await Promise.allSettled(requests);
    expect(results.some(({ status }) => status === 'rejected')).toBe(true);
    await expect(get('0')).rejects.toThrow(/ECONNREFUSED|hang up/);
  });

  it('listens on the loopback interface only and starts empty, whatever another one holds', async () => {
    const other = await startDynamoDbServer();
    await put({ pk: { S: 'event' } });

    const answer = await fetch(other.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        'x-amz-date': '20261101T000000Z',
        authorization: 'AWS4-HMAC-SHA256 Credential=local/x, SignedHeaders=host, Signature=x',
      },
      body: '{}',
    });
    const body = await answer.json();
    await other.close();

    expect(new URL(other.endpoint).hostname).toBe('127.0.0.1');
    expect(body).toEqual({ TableNames: [] });
  });
});
