import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfiguration } from '../../adapters/client-configuration';
import { PowertoolsOnce } from '../../adapters/powertools-once';
import type { ModuleManifest } from '../../contract/module-manifest';
import type { ProcessorConfig } from '../config';
import { commonDependencies } from '../dependencies';
import type { IndependentDependencies } from '../ports';

/** The ports of a processor with policy `none` on AWS. */
export const createDependencies = (
  manifest: ModuleManifest,
  config: ProcessorConfig,
): IndependentDependencies => {
  const client = new DynamoDBClient(clientConfiguration);
  const { idempotencyTable: tableName, retentionSeconds } = config;
  const once = new PowertoolsOnce({ client, tableName, retentionSeconds });
  return { ...commonDependencies(client, manifest, config), once };
};
