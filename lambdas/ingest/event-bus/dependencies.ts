import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfiguration, sqsClientConfiguration } from '../../adapters/client-configuration';
import { DynamoDbClaimStore } from '../../adapters/dynamodb-claim-store';
import { PowertoolsLog } from '../../adapters/powertools-log';
import { PowertoolsMetrics } from '../../adapters/powertools-metrics';
import { S3PayloadStore } from '../../adapters/s3-payload-store';
import { SqsModuleQueues } from '../../adapters/sqs-module-queues';
import { SqsQuarantineQueue } from '../../adapters/sqs-quarantine-queue';
import { systemClock } from '../../adapters/system-clock';
import { systemTimer } from '../../adapters/system-timer';
import type { AcceptDependencies } from '../ports';
import type { EventBusConfig } from './config';

/** The door's ports on AWS. There are no secrets here: who may put events on a partner bus, AWS decides. */
export const createDependencies = (config: EventBusConfig): AcceptDependencies => {
  const dynamoDb = new DynamoDBClient(clientConfiguration);
  const sqs = new SQSClient(sqsClientConfiguration);
  return {
    clock: systemClock,
    timer: systemTimer,
    log: new PowertoolsLog(),
    metrics: new PowertoolsMetrics(),
    claims: new DynamoDbClaimStore(dynamoDb, config.claimsTable),
    queues: new SqsModuleQueues(sqs, config.queueUrls),
    quarantine: new SqsQuarantineQueue(sqs, config.quarantineQueueUrl),
    claimCheck: { limits: config.payloadLimits, payloads: new S3PayloadStore(config.payloadBucket) },
  };
};
