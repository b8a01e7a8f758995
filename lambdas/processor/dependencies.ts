import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsClientConfiguration } from '../adapters/client-configuration';
import { DynamoDbBreakerStore } from '../adapters/dynamodb-breaker-store';
import { DynamoDbClaimStore } from '../adapters/dynamodb-claim-store';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { PowertoolsVoice } from '../adapters/powertools-voice';
import { S3PayloadStore } from '../adapters/s3-payload-store';
import { SqsDeadLetterQueue } from '../adapters/sqs-dead-letter-queue';
import { SqsGuardNotices } from '../adapters/sqs-guard-notices';
import { SqsVisibility } from '../adapters/sqs-visibility';
import { systemClock } from '../adapters/system-clock';
import { systemRandomness } from '../adapters/system-randomness';
import { systemTimer } from '../adapters/system-timer';
import type { ModuleManifest } from '../contract/module-manifest';
import { CircuitBreakers } from './breaker/circuit-breakers';
import { noBreakers } from './breaker/no-breakers';
import type { ProcessorConfig } from './config';
import type { ProcessorDependencies } from './ports';

/** The ports of every processor on AWS. */
export const commonDependencies = (
  client: DynamoDBClient,
  { name: module, dependencies = [] }: ModuleManifest,
  config: ProcessorConfig,
): ProcessorDependencies => {
  const { claimsTable, queueUrl, deadLetterQueueUrl, controlTable, guardQueueUrl } = config;
  const sqs = new SQSClient(sqsClientConfiguration);
  const claims = new DynamoDbClaimStore(client, claimsTable);
  const own = {
    clock: systemClock,
    random: systemRandomness,
    log: new PowertoolsLog(),
    metrics: new PowertoolsMetrics(),
  };
  const breakers = (): CircuitBreakers =>
    new CircuitBreakers({
      ...own,
      module,
      store: new DynamoDbBreakerStore(client, controlTable),
      notices: new SqsGuardNotices(sqs, guardQueueUrl),
    });
  return {
    ...own,
    timer: systemTimer,
    voice: new PowertoolsVoice(module),
    outcomes: claims,
    failures: claims,
    breakers: dependencies.length > 0 ? breakers() : noBreakers,
    deadLetters: new SqsDeadLetterQueue(sqs, deadLetterQueueUrl),
    visibility: new SqsVisibility(sqs, queueUrl),
    claimCheck: { limits: config.payloadLimits, payloads: new S3PayloadStore(config.payloadBucket) },
  };
};
