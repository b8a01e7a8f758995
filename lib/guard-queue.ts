import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { environment } from '../lambdas/contract/environment';
import { visibilityTimeoutFactor } from '../lambdas/contract/limits';
import type { NodeFunction } from './node-function';

export interface GuardQueueProps {
  /** Of the guard function, which receives from the queue. */
  readonly guardTimeout: Duration;
}

/**
 * Tells the guard that a breaker has opened, so that modules are paused within seconds and not within a minute. The
 * breaker itself stands in the control table: a message that is lost, late or twice there changes nothing.
 */
export class GuardQueue extends Construct {
  readonly queue: sqs.Queue;

  constructor(scope: Construct, id: string, { guardTimeout }: GuardQueueProps) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Each minute the guard looks at all breakers anyway. An older message says nothing any more.
      retentionPeriod: Duration.hours(1),
      receiveMessageWaitTime: Duration.seconds(20),
      visibilityTimeout: Duration.seconds(guardTimeout.toSeconds() * visibilityTimeoutFactor),
    });
    for (const finding of ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy']) {
      acknowledgeFinding(
        this.queue,
        finding,
        'Its messages only say when to look; the guard looks each minute anyway, so a failed one is worth nothing.',
      );
    }
  }

  /** The function may wake the guard and learns the queue's URL. */
  grantSend(fn: NodeFunction): void {
    fn.allow({
      actions: ['sqs:SendMessage'],
      resourceArn: this.queue.queueArn,
      variables: { [environment.guardQueueUrl]: this.queue.queueUrl },
    });
  }
}
