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
import type { AcceptSettings } from '../accept-settings';
import type { AcceptDependencies } from '../ports';

/** The ports on AWS of a door at which there are no secrets: who may put events on a partner bus, AWS decides. */
export const createAcceptDependencies = (settings: AcceptSettings): AcceptDependencies => {
  const dynamoDb = new DynamoDBClient(clientConfiguration);
  const sqs = new SQSClient(sqsClientConfiguration);
  return {
    clock: systemClock,
    timer: systemTimer,
    log: new PowertoolsLog(),
    metrics: new PowertoolsMetrics(),
    claims: new DynamoDbClaimStore(dynamoDb, settings.claimsTable),
    queues: new SqsModuleQueues(sqs, settings.queueUrls),
    quarantine: new SqsQuarantineQueue(sqs, settings.quarantineQueueUrl),
    claimCheck: { limits: settings.payloadLimits, payloads: new S3PayloadStore(settings.payloadBucket) },
  };
};
