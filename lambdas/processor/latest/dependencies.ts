import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfiguration } from '../../adapters/client-configuration';
import { DynamoDbSnapshotStore } from '../../adapters/dynamodb-snapshot-store';
import type { ProcessorConfig } from '../config';
import { commonDependencies } from '../dependencies';
import type { SnapshotDependencies } from '../ports';

/** The ports of a processor with policy `latest` on AWS. */
export const createDependencies = (module: string, config: ProcessorConfig): SnapshotDependencies => {
  const client = new DynamoDBClient(clientConfiguration);
  const snapshots = new DynamoDbSnapshotStore(client, config.entitiesTable);
  return { ...commonDependencies(client, module, config), snapshots };
};
