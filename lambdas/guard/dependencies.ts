import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfiguration, sqsClientConfiguration } from '../adapters/client-configuration';
import { DynamoDbBreakerStore } from '../adapters/dynamodb-breaker-store';
import { DynamoDbPauseNotes } from '../adapters/dynamodb-pause-notes';
import { LambdaMappings } from '../adapters/lambda-mappings';
import { LambdaModuleFunctions } from '../adapters/lambda-module-functions';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { SqsGuardedQueues } from '../adapters/sqs-guarded-queues';
import { systemClock } from '../adapters/system-clock';
import { systemRandomness } from '../adapters/system-randomness';
import type { GuardConfig } from './config';
import type { GuardDependencies } from './ports';

/** Changing a mapping takes longer than reading or writing an item does. */
const mappingsConfiguration = {
  ...clientConfiguration,
  requestHandler: { ...clientConfiguration.requestHandler, requestTimeout: 5000 },
} as const;

/** An invocation is waited for as long as each one says, and never repeated. */
const functionsConfiguration = {
  ...clientConfiguration,
  maxAttempts: 1,
} as const;

/** The guard's ports on AWS. */
export const createDependencies = ({ controlTable }: GuardConfig): GuardDependencies => {
  const dynamoDb = new DynamoDBClient(clientConfiguration);
  return {
    clock: systemClock,
    randomness: systemRandomness,
    log: new PowertoolsLog(),
    metrics: new PowertoolsMetrics(),
    breakers: new DynamoDbBreakerStore(dynamoDb, controlTable),
    mappings: new LambdaMappings(new LambdaClient(mappingsConfiguration)),
    notes: new DynamoDbPauseNotes(dynamoDb, controlTable),
    queues: new SqsGuardedQueues(new SQSClient(sqsClientConfiguration)),
    functions: new LambdaModuleFunctions(new LambdaClient(functionsConfiguration)),
  };
};
