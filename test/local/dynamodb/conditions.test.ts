import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { startLocalTable, tableName as TableName, type LocalTable } from './local-table';

type Item = Record<string, AttributeValue>;

/** The item in the refusal, or what else came of the request. */
async function refusedItem(request: Promise<unknown>): Promise<Item | 'accepted' | 'no item'> {
  try {
    await request;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item ?? 'no item';
  }
}

describe('a failed condition', () => {
  let table: LocalTable;

  beforeEach(async () => {
    table = await startLocalTable();
  });

  afterEach(() => table.close());

  const put = (item: Item, condition = 'attribute_not_exists(pk)') =>
    table.client.send(
      new PutItemCommand({
        TableName,
        Item: item,
        ConditionExpression: condition,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

  it('lets one of 200 writers at once win, and shows the winner’s item to each of the others', async () => {
    const items = Array.from({ length: 200 }, (_, n) => ({ pk: { S: 'event' }, writer: { N: String(n) } }));

    const results = await Promise.all(items.map((item) => refusedItem(put(item))));

    const winner = results.indexOf('accepted');
    expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
    expect(results.filter((result) => result !== 'accepted')).toEqual(Array(199).fill(items[winner]));
  });

  it('shows the very item that failed it, however fast that changes', async () => {
    const flip = (state: string) =>
      table.client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'event' }, state: { S: state } } }));
    const guarded = () =>
      refusedItem(
        table.client.send(
          new UpdateItemCommand({
            TableName,
            Key: { pk: { S: 'event' } },
            UpdateExpression: 'SET seen = :one',
            ConditionExpression: '#state = :open',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':open': { S: 'open' }, ':one': { N: '1' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
    await flip('closed');

    const rounds = Array.from(
      { length: 100 },
      (_, n) => [flip(n % 2 ? 'closed' : 'open'), guarded()] as const,
    );
    const results = await Promise.all(rounds.map(([, result]) => result));
    await Promise.all(rounds.map(([flipped]) => flipped));

    const refused = results.filter((result) => result !== 'accepted');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused).toEqual(refused.map(() => ({ pk: { S: 'event' }, state: { S: 'closed' } })));
  });

  it('shows the item to a refused update', async () => {
    await put({ pk: { S: 'agent' }, watermark: { S: '2026-11-02' } });

    const result = await refusedItem(
      table.client.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: 'agent' } },
          UpdateExpression: 'SET #w = :w',
          ConditionExpression: 'attribute_not_exists(#w) OR #w < :w',
          ExpressionAttributeNames: { '#w': 'watermark' },
          ExpressionAttributeValues: { ':w': { S: '2026-11-01' } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );

    expect(result).toEqual({ pk: { S: 'agent' }, watermark: { S: '2026-11-02' } });
  });

  it('shows the item to a refused delete', async () => {
    await put({ pk: { S: 'agent' }, version: { N: '3' } });

    const result = await refusedItem(
      table.client.send(
        new DeleteItemCommand({
          TableName,
          Key: { pk: { S: 'agent' } },
          ConditionExpression: 'version = :seen',
          ExpressionAttributeValues: { ':seen': { N: '2' } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );

    expect(result).toEqual({ pk: { S: 'agent' }, version: { N: '3' } });
  });

  it('shows nothing to a writer that does not ask', async () => {
    await put({ pk: { S: 'event' } });
    const again = {
      TableName,
      Item: { pk: { S: 'event' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    };

    await expect(refusedItem(table.client.send(new PutItemCommand(again)))).resolves.toBe('no item');
  });

  it('shows nothing where there is no item', async () => {
    await expect(refusedItem(put({ pk: { S: 'event' } }, 'attribute_exists(pk)'))).resolves.toBe('no item');
  });

  it('takes no other value for what to return', async () => {
    const request = table.client.send(
      new PutItemCommand({
        TableName,
        Item: { pk: { S: 'event' } },
        ReturnValuesOnConditionCheckFailure: JSON.parse('"ALL_NEW"'),
      }),
    );

    await expect(request).rejects.toThrow("Value 'ALL_NEW' at 'returnValuesOnConditionCheckFailure' failed");
  });
});
