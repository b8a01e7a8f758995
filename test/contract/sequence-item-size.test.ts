import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbSequenceStore } from '../../lambdas/adapters/dynamodb-sequence-store';
import { sequenceToItem } from '../../lambdas/adapters/sequence-item';
import {
  maxEventsPerCommit,
  maxOpenBytes,
  maxOpenEvents,
  maxParkedEvents,
} from '../../lambdas/contract/limits';
import type { SequenceCommit } from '../../lambdas/processor/ports';
import { itemBytes } from './item-bytes';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { commitOf, dueAt, openEvent, parkedEvent } from './sequence-samples';

/** Of DynamoDB. */
const maxItemBytes = 400 * 1024;
/** What a module with policy `sequence` may keep. */
const maxStateBytes = 100_000;
const type = 'conversation.participant.transferred';

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const newStore = async (): Promise<DynamoDbSequenceStore> => {
  const name = await dynamoDb.newTable();
  return new DynamoDbSequenceStore(dynamoDb.client, name);
};

type IdOf = (n: number) => string;
const ascii: IdOf = (n) => String(n).padStart(256, 'x');
const cjk: IdOf = (n) => String(n).padStart(256, '漢');

const text = (bytes: number) => ({ text: 'x'.repeat(bytes) });

const openEvents = (idOf: IdOf, totalBytes: number) =>
  Array.from({ length: maxOpenEvents }, (_, n) => {
    const event = openEvent(idOf(n));
    const missing = totalBytes / maxOpenEvents - Buffer.byteLength(JSON.stringify(event.envelope));
    return { ...event, type, envelope: { ...event.envelope, data: 'x'.repeat(Math.max(0, missing)) } };
  });

/** The most that the bounds leave to one entity. */
const crowded = (
  idOf: IdOf,
  { parked, last }: { readonly parked: number; readonly last: number },
): SequenceCommit =>
  commitOf(
    {
      watermark: openEvent(idOf(0)).key,
      settled: { state: text(maxOpenBytes / 2), type },
      open: openEvents(idOf, maxOpenBytes / 2),
      head: { state: text(maxStateBytes), type },
      parked: Array.from({ length: parked }, (_, n) =>
        parkedEvent(idOf(n), { type, bytes: 1_100_000, attempts: 2, retryAt: dueAt }),
      ),
      lastCommit: Array.from({ length: last }, (_, n) => ({
        source: 'genesys',
        id: idOf(n),
        outcome: 'applied',
      })),
    },
    { dueAt, entity: { type: 'call', id: idOf(0) } },
  );

// What one commit applies is no longer parked behind it: the two never reach their bounds together.
const mostParked = { parked: maxParkedEvents, last: 1 };
const mostApplied = { parked: maxParkedEvents - maxEventsPerCommit, last: maxEventsPerCommit + 1 };

describe('the item of an entity at its bounds', () => {
  it.each([
    ['as many events parked as may be, with ids of 256 characters', ascii, mostParked],
    ['as many events just applied as may be, with ids of 256 characters', ascii, mostApplied],
    ['128 events parked, with ids of 256 CJK characters', cjk, { parked: 128, last: 1 }],
  ])('has room for %s', async (_, idOf, counts) => {
    const store = await newStore();
    const commit = crowded(idOf, counts);

    expect(itemBytes(marshall(sequenceToItem(commit)))).toBeLessThan(maxItemBytes);
    expect(await store.commit(commit)).toBe('committed');

    const { open, parked } = commit.sequence;
    expect(await store.load(commit)).toMatchObject({ open, parked });
  });

  it('is refused when it is larger, and nothing is committed', async () => {
    const store = await newStore();
    const commit = commitOf(
      { head: { state: text(maxItemBytes) } },
      { entity: { type: 'call', id: 'large' } },
    );
    await expect(store.commit(commit)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await store.load(commit)).toMatchObject({ version: 0 });
  });
});
