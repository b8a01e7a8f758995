import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsClientConfiguration } from '../adapters/client-configuration';
import { DynamoDbClaimStore } from '../adapters/dynamodb-claim-store';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { PowertoolsVoice } from '../adapters/powertools-voice';
import { SqsDeadLetterQueue } from '../adapters/sqs-dead-letter-queue';
import { systemClock } from '../adapters/system-clock';
import type { ProcessorConfig } from './config';
import type { ProcessorDependencies } from './ports';

/** The ports of every processor on AWS. */
export const commonDependencies = (
  client: DynamoDBClient,
  module: string,
  { claimsTable, deadLetterQueueUrl }: ProcessorConfig,
): ProcessorDependencies => {
  const claims = new DynamoDbClaimStore(client, claimsTable);
  return {
    clock: systemClock,
    log: new PowertoolsLog(),
    metrics: new PowertoolsMetrics(),
    voice: new PowertoolsVoice(module),
    outcomes: claims,
    attempts: claims,
    deadLetters: new SqsDeadLetterQueue(new SQSClient(sqsClientConfiguration), deadLetterQueueUrl),
  };
};
