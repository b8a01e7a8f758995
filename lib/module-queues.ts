import { Duration, Names, Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { maxQueueMessageBytes, maxReceiveCount, visibilityTimeoutFactor } from '../lambdas/contract/limits';
import { removalPolicyFor } from './removal-policy';

export interface ModuleQueuesProps {
  /** Of the function that receives from the queue. */
  readonly timeout: Duration;
  /** Whether the stack leaves failed events (the DLQ) behind. */
  readonly deletionProtection: boolean;
}

export interface ModuleQueues {
  readonly queue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
}

/** The queue of a module and its DLQ, each of which names the other. */
export function addModuleQueues(
  scope: Construct,
  { timeout, deletionProtection }: ModuleQueuesProps,
): ModuleQueues {
  // The queue's name is fixed, so that its ARN is known without a reference.
  const queueName = queueNameIn(scope);
  const queueArn = Stack.of(scope).formatArn({ service: 'sqs', resource: queueName });
  const deadLetterQueue = new sqs.Queue(scope, 'DeadLetterQueue', {
    ...fifoQueueProps,
    redriveAllowPolicy: {
      redrivePermission: sqs.RedrivePermission.BY_QUEUE,
      sourceQueues: [sqs.Queue.fromQueueArn(scope, 'QueueByName', queueArn)],
    },
    removalPolicy: removalPolicyFor(deletionProtection),
  });
  acknowledgeFinding(
    deadLetterQueue,
    'Serverless-SQSRedrivePolicy',
    'This is the dead-letter queue itself: nothing receives from it but an operator.',
  );
  const queue = new sqs.Queue(scope, 'Queue', {
    ...fifoQueueProps,
    queueName,
    receiveMessageWaitTime: Duration.seconds(20),
    visibilityTimeout: Duration.seconds(timeout.toSeconds() * visibilityTimeoutFactor),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount },
  });
  return { queue, deadLetterQueue };
}

const queueNameIn = (scope: Construct): string => {
  const options = { maxLength: 75, separator: '-', allowedSpecialCharacters: '-' };
  return `${Names.uniqueResourceName(scope, options)}.fifo`;
};

/** What queue and DLQ have in common. A FIFO queue's DLQ must be FIFO. */
const fifoQueueProps = {
  fifo: true,
  // Senders give the deduplication id: the same event can have other bytes when it is sent again.
  contentBasedDeduplication: false,
  deduplicationScope: sqs.DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  encryption: sqs.QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
  maxMessageSizeBytes: maxQueueMessageBytes,
} as const satisfies sqs.QueueProps;
