import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { claimsTable, entitiesTable } from '../../lambdas/contract/table-schema';
import type { Pipeline } from './pipeline-fixture';

/** Longer than a queue recognises a message that it has had before. */
const deduplicationMs = 300_001;

/** Makes a pipeline that has come to rest forget every event: as if it had just been started. */
export const emptyTables = async ({ switchboard, clock }: Pipeline): Promise<void> => {
  const { parts, clients } = switchboard;
  const tables = [
    { TableName: parts.claimsTable, key: claimsTable.partitionKey },
    { TableName: parts.entitiesTable, key: entitiesTable.partitionKey },
  ];
  for (const { TableName, key } of tables) {
    const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName }));
    const keys = Items.flatMap((item) => (item[key] ? [{ [key]: item[key] }] : []));
    for (const Key of keys) await clients.dynamodb.send(new DeleteItemCommand({ TableName, Key }));
  }
  clock.advance(deduplicationMs);
};
