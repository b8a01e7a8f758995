import { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { maxQueueMessageBytes, visibilityTimeoutFactor } from '../lambdas/contract/limits';
import type { NodeFunction } from './node-function';
import { removalPolicyFor } from './removal-policy';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm';

export interface EventBusFailuresProps {
  /** Of the function that receives from the queue when somebody puts events back. */
  readonly timeout: Duration;
  readonly deletionProtection: boolean;
  readonly alarmTopic: ITopic | undefined;
}

/**
 * Events of an event bus that could not be ingested, kept for 14 days. Lambda puts its record of the invocation here,
 * with the event as `requestPayload`; EventBridge, where it could not even invoke the function, the event itself.
 */
export class EventBusFailures extends Construct {
  readonly queue: sqs.Queue;
  readonly alarm: RunbookAlarm;

  constructor(scope: Construct, id: string, props: EventBusFailuresProps) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      maxMessageSizeBytes: maxQueueMessageBytes,
      receiveMessageWaitTime: Duration.seconds(20),
      visibilityTimeout: Duration.seconds(props.timeout.toSeconds() * visibilityTimeoutFactor),
      removalPolicy: removalPolicyFor(props.deletionProtection),
    });
    for (const finding of ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy']) {
      acknowledgeFinding(
        this.queue,
        finding,
        'This is the dead-letter queue itself: what fails again when it is put back stays in it.',
      );
    }
    this.alarm = new RunbookAlarm(this, 'NotEmptyAlarm', {
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: alarmPeriod,
        statistic: 'Maximum',
      }),
      threshold: 1,
      meaning: 'An event from an event bus could not be ingested, after every retry, and was set aside.',
      runbook: 'event-bus-failures',
      topic: props.alarmTopic,
    });
  }

  /** The function's failed asynchronous invocations are kept here. */
  destinationOf(fn: NodeFunction): lambda.IDestination {
    fn.allow({ actions: ['sqs:SendMessage'], resourceArn: this.queue.queueArn, variables: {} });
    return { bind: () => ({ destination: this.queue.queueArn }) };
  }

  /** The function may receive what is kept here. */
  grantReceive(fn: NodeFunction): void {
    fn.allow({
      actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      resourceArn: this.queue.queueArn,
      variables: {},
    });
  }
}
