import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfiguration, sqsClientConfiguration } from '../adapters/client-configuration';
import { DynamoDbClaimStore } from '../adapters/dynamodb-claim-store';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { SecretsManagerStore } from '../adapters/secrets-manager-store';
import { SqsModuleQueues } from '../adapters/sqs-module-queues';
import { SqsQuarantineQueue } from '../adapters/sqs-quarantine-queue';
import { systemClock } from '../adapters/system-clock';
import { systemTimer } from '../adapters/system-timer';
import { CachedSecrets } from './cached-secrets';
import type { IngestConfig } from './config';
import type { IngestDependencies } from './ports';

/** Ingest's ports on AWS. */
export const createDependencies = (config: IngestConfig): IngestDependencies => {
  const dynamoDb = new DynamoDBClient(clientConfiguration);
  const sqs = new SQSClient(sqsClientConfiguration);
  const clock = systemClock;
  const log = new PowertoolsLog();
  return {
    clock,
    timer: systemTimer,
    log,
    metrics: new PowertoolsMetrics(),
    secrets: new CachedSecrets({
      store: new SecretsManagerStore(config.secretIds),
      clock,
      log,
      overlapMs: config.secretOverlapMs,
      refetchIntervalMs: config.secretRefetchMs,
    }),
    claims: new DynamoDbClaimStore(dynamoDb, config.claimsTable),
    queues: new SqsModuleQueues(sqs, config.queueUrls),
    quarantine: new SqsQuarantineQueue(sqs, config.quarantineQueueUrl),
  };
};
