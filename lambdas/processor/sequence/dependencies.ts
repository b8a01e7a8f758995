import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfiguration } from '../../adapters/client-configuration';
import { DynamoDbParkedEvents } from '../../adapters/dynamodb-parked-events';
import { DynamoDbSequenceStore } from '../../adapters/dynamodb-sequence-store';
import { PowertoolsOnce } from '../../adapters/powertools-once';
import type { ModuleManifest } from '../../contract/module-manifest';
import type { ProcessorConfig } from '../config';
import { commonDependencies } from '../dependencies';
import type { SequenceDependencies } from '../ports';

/** The ports of a processor with policy `sequence` on AWS. */
export const createDependencies = (
  manifest: ModuleManifest,
  config: ProcessorConfig,
): SequenceDependencies => {
  const client = new DynamoDBClient(clientConfiguration);
  const { entitiesTable, idempotencyTable, retentionSeconds } = config;
  return {
    ...commonDependencies(client, manifest, config),
    sequences: new DynamoDbSequenceStore(client, entitiesTable),
    parkedEvents: new DynamoDbParkedEvents({ client, tableName: entitiesTable, retentionSeconds }),
    once: new PowertoolsOnce({ client, tableName: idempotencyTable, retentionSeconds }),
  };
};
