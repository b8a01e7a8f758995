import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfiguration, sqsClientConfiguration } from '../adapters/client-configuration';
import { DynamoDbClaimStore } from '../adapters/dynamodb-claim-store';
import { DynamoDbEntityStore } from '../adapters/dynamodb-entity-store';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { SqsDeadLetterQueue } from '../adapters/sqs-dead-letter-queue';
import { systemClock } from '../adapters/system-clock';
import type { ProcessorConfig } from './config';
import type { ProcessorDependencies } from './ports';

/** A processor's ports on AWS. */
export const createDependencies = (config: ProcessorConfig): ProcessorDependencies => {
  const dynamoDb = new DynamoDBClient(clientConfiguration);
  const claims = new DynamoDbClaimStore(dynamoDb, config.claimsTable);
  const sqs = new SQSClient(sqsClientConfiguration);
  return {
    clock: systemClock,
    log: new PowertoolsLog(),
    metrics: new PowertoolsMetrics(),
    entities: new DynamoDbEntityStore(dynamoDb, config.entitiesTable),
    outcomes: claims,
    attempts: claims,
    deadLetters: new SqsDeadLetterQueue(sqs, config.deadLetterQueueUrl),
  };
};
