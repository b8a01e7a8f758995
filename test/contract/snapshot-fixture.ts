import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbSnapshotStore } from '../../lambdas/adapters/dynamodb-snapshot-store';
import { orderKey } from '../../lambdas/core/order-key';
import type { Snapshot, SnapshotStore } from '../../lambdas/processor/ports';
import { InMemorySnapshotStore } from '../in-memory/in-memory-snapshot-store';
import { instant } from '../instant';
import type { LocalDynamoDb } from './local-services';

export interface SnapshotFixture {
  readonly store: SnapshotStore;
  /** The stored item of the agent a-1: at least `version`, `watermark`, `state` and `previous`. */
  readonly item: () => Promise<unknown>;
}

export const snapshotsInTable = async (dynamoDb: LocalDynamoDb): Promise<SnapshotFixture> => {
  const name = await dynamoDb.newTable();
  const read = new GetItemCommand({ TableName: name, Key: { pk: { S: 'agent-presence#agent#a-1' } } });
  return {
    store: new DynamoDbSnapshotStore(dynamoDb.client, name),
    item: async () => {
      const { Item } = await dynamoDb.client.send(read);
      return Item && unmarshall(Item, { wrapNumbers: Number });
    },
  };
};

export const snapshotsInMemory = async (): Promise<SnapshotFixture> => {
  const store = new InMemorySnapshotStore();
  return { store, item: async () => store.get('agent-presence', 'agent', 'a-1') };
};

export const snapshot = (second: string, changes: Partial<Snapshot> & { id?: string } = {}): Snapshot => {
  const { id = 'e', ...rest } = changes;
  return {
    module: 'agent-presence',
    entity: { type: 'agent', id: 'a-1' },
    key: orderKey({ time: instant(`2023-10-27T14:30:${second}Z`), rank: 0, id, source: 'genesys' }),
    state: { second },
    at: '2023-10-27T15:00:00.000000000Z',
    ...rest,
  };
};
