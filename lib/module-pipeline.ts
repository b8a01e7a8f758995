import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { environment, moduleQueueUrlVariable } from '../lambdas/contract/environment';
import type { GuardedModule } from '../lambdas/contract/guarded-module';
import { fifoBatchSize } from '../lambdas/contract/limits';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import type { ControlTable } from './control-table';
import type { DependencySecret } from './dependency-secret';
import type { GuardQueue } from './guard-queue';
import { manifestDefaults } from './manifest-defaults';
import { addModuleQueues } from './module-queues';
import { grantCommonStores, grantStores, type ModuleStores } from './module-stores';
import { NodeFunction, type FunctionDefaults } from './node-function';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm';
import { handlerOf } from './validate-handlers';

/** From this age on, the oldest event of a module has waited too long. */
const oldestEventAlarmAge = Duration.minutes(15);

/** What a module that calls other systems needs beside their credentials. */
export interface BreakerParts {
  /** Where the breakers stand. */
  readonly control: ControlTable;
  /** Where to say that one has opened. */
  readonly guardQueue: GuardQueue;
}

export interface ModulePipelineProps {
  readonly manifest: ModuleManifest;
  readonly functionDefaults: FunctionDefaults;
  readonly stores: ModuleStores;
  /** Of the dependencies that the manifest names, and no other. */
  readonly dependencySecrets: readonly DependencySecret[];
  /** Absent if the manifest names no dependency. */
  readonly breakers: BreakerParts | undefined;
  /** Whether the stack leaves failed events (the DLQ) behind. */
  readonly deletionProtection: boolean;
  readonly alarmTopic: ITopic | undefined;
  /**
   * The file that exports `handler`, relative to `lambdas/`, of what is processed like a module and is a part of
   * Switchboard itself. It keeps nothing but outcomes.
   * @default it is a module: its own entry point, and the tables as its policy takes them
   */
  readonly ownEntry?: string;
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
    ({ queue: this.queue, deadLetterQueue: this.deadLetterQueue } = addModuleQueues(this, {
      ...props,
      timeout,
    }));
    this.processor = new NodeFunction(this, 'Processor', {
      defaults: props.functionDefaults,
      entry: props.ownEntry ?? handlerOf(manifest.name),
      description: `Switchboard ${props.ownEntry === undefined ? 'module ' : ''}${manifest.name}: ${manifest.description}`,
      serviceName: manifest.name,
      timeout,
      memoryMiB: manifest.memoryMiB,
    });
    this.mapping = this.#consume(manifest.maxConcurrency);
    this.#allowDeadLetters();
    if (props.ownEntry === undefined) grantStores(this.processor, manifest.policy, props.stores);
    else grantCommonStores(this.processor, props.stores);
    for (const secret of props.dependencySecrets) secret.grantCall(this.processor);
    props.breakers?.control.grantBreakers(this.processor);
    props.breakers?.guardQueue.grantSend(this.processor);
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

  /**
   * The function may pause and resume the module, and have its processor try messages that it takes from the queue.
   *
   * @returns what it has to know for that
   */
  grantGuard(fn: NodeFunction): GuardedModule {
    const { queue, processor, mapping } = this;
    const permissions: readonly [resourceArn: string, actions: readonly string[]][] = [
      [mapping.eventSourceMappingArn, ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping']],
      [processor.function.functionArn, ['lambda:InvokeFunction']],
      [queue.queueArn, ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']],
    ];
    for (const [resourceArn, actions] of permissions) fn.allow({ actions, resourceArn, variables: {} });
    return {
      module: this.manifest.name,
      dependencies: this.manifest.dependencies ?? [],
      queueUrl: queue.queueUrl,
      queueArn: queue.queueArn,
      functionName: processor.function.functionName,
      mappingId: mapping.eventSourceMappingId,
    };
  }

  #consume(maxConcurrency: number): lambda.EventSourceMapping {
    this.processor.allow({
      actions: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ],
      resourceArn: this.queue.queueArn,
      // The processor itself says after how long what failed comes back.
      variables: { [environment.queueUrl]: this.queue.queueUrl },
    });
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
