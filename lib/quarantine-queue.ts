import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { environment } from '../lambdas/contract/environment';
import { maxQueueMessageBytes } from '../lambdas/contract/limits';
import type { NodeFunction } from './node-function';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm';
import { removalPolicyFor } from './removal-policy';

export interface QuarantineQueueProps {
  readonly deletionProtection: boolean;
  readonly alarmTopic: ITopic | undefined;
}

/** Signed deliveries that could not be used, kept for 14 days for a person to look at. */
export class QuarantineQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly alarm: RunbookAlarm;

  constructor(scope: Construct, id: string, { deletionProtection, alarmTopic }: QuarantineQueueProps) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      maxMessageSizeBytes: maxQueueMessageBytes,
      removalPolicy: removalPolicyFor(deletionProtection),
    });
    this.alarm = new RunbookAlarm(this, 'NotEmptyAlarm', {
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: alarmPeriod,
        statistic: 'Maximum',
      }),
      threshold: 1,
      meaning:
        'A signed delivery could not be used (not JSON, schema violated, truncated, or its id reused) and was set aside.',
      runbook: 'quarantine-not-empty',
      topic: alarmTopic,
    });
    for (const finding of ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy']) {
      acknowledgeFinding(
        this.queue,
        finding,
        'This is where bad deliveries end: people read it, no function does, so nothing could be redriven.',
      );
    }
  }

  /** The function may set deliveries aside and learns the queue's URL. */
  grantSend(fn: NodeFunction): void {
    fn.allow({
      actions: ['sqs:SendMessage'],
      resourceArn: this.queue.queueArn,
      variables: { [environment.quarantineQueueUrl]: this.queue.queueUrl },
    });
  }
}
