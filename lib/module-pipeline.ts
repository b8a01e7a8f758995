import { Duration, Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { environment, moduleQueueUrlVariable } from '../lambdas/contract/environment';
import {
  fifoBatchSize,
  maxQueueMessageBytes,
  maxReceiveCount,
  visibilityTimeoutFactor,
} from '../lambdas/contract/limits';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import type { DependencySecret } from './dependency-secret';
import { grantStores, type ModuleStores } from './module-stores';
import { NodeFunction, type FunctionDefaults } from './node-function';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm';
import { removalPolicyFor } from './removal-policy';
import { handlerOf } from './validate-handlers';

/** Values of a manifest's optional fields. */
export const manifestDefaults = { timeoutSeconds: 10, maxConcurrency: 10, memoryMiB: 256 } as const;

/** From this age on, the oldest event of a module has waited too long. */
const oldestEventAlarmAge = Duration.minutes(15);

export interface ModulePipelineProps {
  readonly manifest: ModuleManifest;
  readonly functionDefaults: FunctionDefaults;
  readonly stores: ModuleStores;
  /** Of the dependencies that the manifest names, and no other. */
  readonly dependencySecrets: readonly DependencySecret[];
  /** Whether the stack leaves failed events (the DLQ) behind. */
  readonly deletionProtection: boolean;
  readonly alarmTopic: ITopic | undefined;
}

/** All that belongs to one feature module alone: queue, DLQ, processor, mapping, alarms. */
export class ModulePipeline extends Construct {
  readonly manifest: ModuleManifest;
  readonly queue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
  readonly processor: NodeFunction;
  readonly mapping: lambda.EventSourceMapping;
  readonly deadLetterAlarm: RunbookAlarm;
  readonly oldestEventAlarm: RunbookAlarm;

  constructor(scope: Construct, id: string, props: ModulePipelineProps) {
    super(scope, id);
    const manifest = { ...manifestDefaults, ...props.manifest };
    const timeout = Duration.seconds(manifest.timeoutSeconds);
    this.manifest = props.manifest;
    ({ queue: this.queue, deadLetterQueue: this.deadLetterQueue } = this.#queues(timeout, props));
    this.processor = new NodeFunction(this, 'Processor', {
      defaults: props.functionDefaults,
      entry: handlerOf(manifest.name),
      description: `Switchboard module ${manifest.name}: ${manifest.description}`,
      serviceName: manifest.name,
      timeout,
      memoryMiB: manifest.memoryMiB,
    });
    this.mapping = this.#consume(manifest.maxConcurrency);
    this.#allowDeadLetters();
    grantStores(this.processor, manifest.policy, props.stores);
    for (const secret of props.dependencySecrets) secret.grantCall(this.processor);
    this.deadLetterAlarm = this.#deadLetterAlarm(props.alarmTopic);
    this.oldestEventAlarm = this.#oldestEventAlarm(props.alarmTopic);
  }

  /** The function may send events to the module and learns its queue's URL. */
  grantSend(fn: NodeFunction): void {
    fn.allow({
      actions: ['sqs:SendMessage'],
      resourceArn: this.queue.queueArn,
      variables: { [moduleQueueUrlVariable(this.manifest.name)]: this.queue.queueUrl },
    });
  }

  #queues(timeout: Duration, { deletionProtection }: ModulePipelineProps) {
    // Queue and DLQ name each other. The queue's name is fixed, so that its ARN is known without a reference.
    const name = Names.uniqueResourceName(this, {
      maxLength: 75,
      separator: '-',
      allowedSpecialCharacters: '-',
    });
    const queueName = `${name}.fifo`;
    const queueArn = Stack.of(this).formatArn({ service: 'sqs', resource: queueName });
    const deadLetterQueue = new sqs.Queue(this, 'DeadLetterQueue', {
      ...fifoQueueProps,
      redriveAllowPolicy: {
        redrivePermission: sqs.RedrivePermission.BY_QUEUE,
        sourceQueues: [sqs.Queue.fromQueueArn(this, 'QueueByName', queueArn)],
      },
      removalPolicy: removalPolicyFor(deletionProtection),
    });
    acknowledgeFinding(
      deadLetterQueue,
      'Serverless-SQSRedrivePolicy',
      'This is the dead-letter queue itself: nothing receives from it but an operator.',
    );
    const queue = new sqs.Queue(this, 'Queue', {
      ...fifoQueueProps,
      queueName,
      receiveMessageWaitTime: Duration.seconds(20),
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * visibilityTimeoutFactor),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount },
    });
    return { queue, deadLetterQueue };
  }

  #consume(maxConcurrency: number): lambda.EventSourceMapping {
    this.processor.role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'sqs:ChangeMessageVisibility',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:ReceiveMessage',
        ],
        resources: [this.queue.queueArn],
      }),
    );
    const mapping = new lambda.EventSourceMapping(this, 'Mapping', {
      target: this.processor.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: fifoBatchSize,
      reportBatchItemFailures: true,
      maxConcurrency,
    });
    acknowledgeFinding(
      mapping,
      'Serverless-LambdaEventSourceMappingDestination',
      'Mappings of SQS queues take no destination: the queue redrives failed events to its DLQ.',
    );
    return mapping;
  }

  /** After its last attempt the processor sends an event to the DLQ itself, with the cause beside it. */
  #allowDeadLetters(): void {
    this.processor.allow({
      actions: ['sqs:SendMessage'],
      resourceArn: this.deadLetterQueue.queueArn,
      variables: { [environment.deadLetterQueueUrl]: this.deadLetterQueue.queueUrl },
    });
  }

  #deadLetterAlarm(topic: ITopic | undefined): RunbookAlarm {
    return new RunbookAlarm(this, 'DeadLetterAlarm', {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: alarmPeriod,
        statistic: 'Maximum',
      }),
      threshold: 1,
      meaning: `The module ${this.manifest.name} gave up on an event, which waits in its DLQ.`,
      runbook: 'dlq-not-empty',
      topic,
    });
  }

  #oldestEventAlarm(topic: ITopic | undefined): RunbookAlarm {
    return new RunbookAlarm(this, 'OldestEventAlarm', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: alarmPeriod, statistic: 'Maximum' }),
      threshold: oldestEventAlarmAge.toSeconds(),
      meaning: `The oldest event of the module ${this.manifest.name} has waited for ${oldestEventAlarmAge.toMinutes()} minutes: the module does not keep up, or its events fail.`,
      runbook: 'events-wait',
      topic,
    });
  }
}

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
