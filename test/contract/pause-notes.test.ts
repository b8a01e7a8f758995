import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbPauseNotes } from '../../lambdas/adapters/dynamodb-pause-notes';
import type { PauseNotes } from '../../lambdas/guard/ports';
import { InMemoryPauseNotes } from '../in-memory/in-memory-pause-notes';
import { instant } from '../instant';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { wireCalls } from './wire-calls';

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const inTable = async () => {
  const TableName = await dynamoDb.newTable();
  return { TableName, notes: new DynamoDbPauseNotes(dynamoDb.client, TableName) };
};

const fixtures: [string, () => Promise<PauseNotes>][] = [
  ['in memory', async () => new InMemoryPauseNotes()],
  ['in DynamoDB', async () => (await inTable()).notes],
];

const first = {
  module: 'crm-sync',
  dependencies: ['crm'],
  pausedAt: instant('2026-11-23T09:00:00.000Z'),
};
const second = { ...first, dependencies: ['crm', 'ledger'], pausedAt: instant('2026-11-23T10:00:00.000Z') };
const other = { ...first, module: 'billing' };

const timesIn = async (notes: PauseNotes) =>
  [...(await notes.find(['crm-sync', 'billing', 'sms'])).values()].map(
    ({ module, pausedAt }) => `${module} ${pausedAt}`,
  );

describe.each(fixtures)('the notes %s', (_, create) => {
  it('are found for the modules that have one and are asked for', async () => {
    const notes = await create();
    await notes.write(first);
    await notes.write(other);

    const found = await notes.find(['sms', 'crm-sync']);

    expect([...found.keys()]).toEqual(['crm-sync']);
    expect(found.get('crm-sync')).toMatchObject({ module: 'crm-sync', pausedAt: first.pausedAt });
  });

  it('are replaced by a newer one of their module', async () => {
    const notes = await create();
    await notes.write(first);
    await notes.write(second);
    expect(await timesIn(notes)).toEqual([`crm-sync ${second.pausedAt}`]);
  });

  it('are gone when they are removed, and others stay', async () => {
    const notes = await create();
    await notes.write(first);
    await notes.write(other);

    await notes.remove(first);
    await notes.remove(first);

    expect(await timesIn(notes)).toEqual([`billing ${other.pausedAt}`]);
  });

  it('stay when they were replaced since they were found', async () => {
    const notes = await create();
    await notes.write(first);
    await notes.write(second);
    await notes.remove(first);
    expect(await timesIn(notes)).toEqual([`crm-sync ${second.pausedAt}`]);
  });
});

describe('the notes in DynamoDB', () => {
  it('are items of the control table that people can read', async () => {
    const { TableName, notes } = await inTable();
    await notes.write(second);
    const Key = marshall({ pk: 'paused#crm-sync' });
    const { Item = {} } = await dynamoDb.client.send(new GetItemCommand({ TableName, Key }));
    expect(unmarshall(Item)).toEqual({
      pk: 'paused#crm-sync',
      module: 'crm-sync',
      dependencies: ['crm', 'ledger'],
      pausedAt: '2026-11-23T10:00:00.000000000Z',
    });
  });

  it('are read with one consistent call for all modules', async () => {
    const { TableName, notes } = await inTable();
    const calls = await wireCalls(dynamoDb.client, () => notes.find(['crm-sync', 'billing', 'sms']));
    expect(calls).toMatchObject([
      { operation: 'BatchGetItem', input: { RequestItems: { [TableName]: { ConsistentRead: true } } } },
    ]);
  });

  it('are notes even when they cannot be read, and can be removed', async () => {
    const { TableName, notes } = await inTable();
    const Item = marshall({ pk: 'paused#crm-sync', pausedAt: 'yesterday' });
    await dynamoDb.client.send(new PutItemCommand({ TableName, Item }));

    const note = (await notes.find(['crm-sync'])).get('crm-sync');
    expect(note).toEqual({ module: 'crm-sync', pausedAt: undefined });
    if (note) await notes.remove(note);

    expect(await timesIn(notes)).toEqual([]);
  });

  it('reject when the table is gone', async () => {
    const notes = new DynamoDbPauseNotes(dynamoDb.client, 'no-such-table');
    const name = 'ResourceNotFoundException';
    await expect(notes.find(['crm-sync'])).rejects.toMatchObject({ name });
    await expect(notes.write(first)).rejects.toMatchObject({ name });
    await expect(notes.remove(first)).rejects.toMatchObject({ name });
  });
});
