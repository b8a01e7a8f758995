import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfiguration, sqsClientConfiguration } from '../adapters/client-configuration';
import { GenesysRecords } from '../adapters/genesys-records';
import { SqsModuleQueues } from '../adapters/sqs-module-queues';
import { SqsQuarantineQueue } from '../adapters/sqs-quarantine-queue';
import type { IndependentManifest } from '../contract/module-manifest';
import type { Environment } from '../core/environment-reader';
import { commonDependencies } from '../processor/dependencies';
import type { IndependentDependencies } from '../processor/ports';
import { alwaysAgain } from './always-again';
import type { HydrationConfig } from './config';
import type { HydrationDependencies } from './ports';
import { WaitingModulesDlq } from './waiting-modules';

/** Hydration's ports on AWS, and those of the processor that it runs in. */
export const createDependencies = (
  config: HydrationConfig,
  manifest: IndependentManifest,
  environment: Environment,
): HydrationDependencies & IndependentDependencies => {
  const sqs = new SQSClient(sqsClientConfiguration);
  const processor = { ...config, entitiesTable: '', idempotencyTable: '', retentionSeconds: 0 };
  const common = commonDependencies(new DynamoDBClient(clientConfiguration), manifest, processor);
  return {
    ...common,
    once: alwaysAgain,
    deadLetters: new WaitingModulesDlq(common.deadLetters, common.outcomes),
    records: new GenesysRecords(environment),
    queues: new SqsModuleQueues(sqs, config.queueUrls),
    quarantine: new SqsQuarantineQueue(sqs, config.quarantineQueueUrl),
  };
};
