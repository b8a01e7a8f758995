import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfiguration, sqsClientConfiguration } from '../adapters/client-configuration';
import { DynamoDbClaimStore } from '../adapters/dynamodb-claim-store';
import { DynamoDbParkedEvents } from '../adapters/dynamodb-parked-events';
import { DynamoDbSequenceStore } from '../adapters/dynamodb-sequence-store';
import { DynamoDbSnapshotStore } from '../adapters/dynamodb-snapshot-store';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { PowertoolsOnce } from '../adapters/powertools-once';
import { PowertoolsVoice } from '../adapters/powertools-voice';
import { SqsDeadLetterQueue } from '../adapters/sqs-dead-letter-queue';
import { systemClock } from '../adapters/system-clock';
import type { ProcessorConfig } from './config';
import type { DependenciesByPolicy } from './message-processor';
import type { IndependentDependencies, ProcessorDependencies } from './ports';

/** A processor's ports on AWS. */
export const createDependencies = (module: string, config: ProcessorConfig): DependenciesByPolicy => {
  const client = new DynamoDBClient(clientConfiguration);
  const { entitiesTable: tableName, memory } = config;
  const common = commonDependencies(client, module, config);
  const remembering = (): NonNullable<ProcessorConfig['memory']> => {
    if (memory) return memory;
    throw new Error(`Module ${module} is configured for another policy than its own.`);
  };
  const none = (): IndependentDependencies => {
    const { idempotencyTable, retentionSeconds } = remembering();
    const once = new PowertoolsOnce({ client, tableName: idempotencyTable, retentionSeconds });
    return { ...common, once };
  };
  return {
    latest: () => ({ ...common, snapshots: new DynamoDbSnapshotStore(client, tableName) }),
    none,
    sequence: () => {
      const { retentionSeconds } = remembering();
      const sequences = new DynamoDbSequenceStore(client, tableName);
      const parkedEvents = new DynamoDbParkedEvents({ client, tableName, retentionSeconds });
      return { ...none(), sequences, parkedEvents };
    },
  };
};

const commonDependencies = (
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
