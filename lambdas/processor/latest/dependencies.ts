import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfiguration } from '../../adapters/client-configuration';
import { DynamoDbSnapshotStore } from '../../adapters/dynamodb-snapshot-store';
import type { ModuleManifest } from '../../contract/module-manifest';
import type { ProcessorConfig } from '../config';
import { commonDependencies } from '../dependencies';
import type { SnapshotDependencies } from '../ports';

/** The ports of a processor with policy `latest` on AWS. */
export const createDependencies = (
  manifest: ModuleManifest,
  config: ProcessorConfig,
): SnapshotDependencies => {
  const client = new DynamoDBClient(clientConfiguration);
  const snapshots = new DynamoDbSnapshotStore(client, config.entitiesTable);
  return { ...commonDependencies(client, manifest, config), snapshots };
};
