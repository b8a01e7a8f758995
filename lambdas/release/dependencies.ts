import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfiguration, sqsClientConfiguration } from '../adapters/client-configuration';
import { DynamoDbDueEntities } from '../adapters/dynamodb-due-entities';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { SqsReleaseQueues } from '../adapters/sqs-release-queues';
import { systemClock } from '../adapters/system-clock';
import type { ReleaseConfig } from './config';
import type { ReleaseDependencies } from './ports';

/** The release function's ports on AWS. */
export const createDependencies = (config: ReleaseConfig): ReleaseDependencies => ({
  clock: systemClock,
  log: new PowertoolsLog(),
  metrics: new PowertoolsMetrics(),
  dueEntities: new DynamoDbDueEntities(new DynamoDBClient(clientConfiguration), config.entitiesTable),
  queues: new SqsReleaseQueues(new SQSClient(sqsClientConfiguration), config.queueUrls),
});
