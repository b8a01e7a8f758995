import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import { metricNames, moduleDimension } from '../lambdas/contract/metrics';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { acknowledgeFinding } from './acknowledge-finding';
import type { ControlTable } from './control-table';
import { customMetric } from './custom-metric';
import type { GuardQueue } from './guard-queue';
import { manifestDefaults } from './manifest-defaults';
import type { ModulePipeline } from './module-pipeline';
import { NodeFunction, type FunctionDefaults } from './node-function';
import { neverRepeat, runEachMinute } from './run-each-minute';
import { RunbookAlarm } from './runbook-alarm';

/** Why what fails here is kept nowhere, in the words of all findings about it. */
const nextMinute =
  'The next minute looks at the same breakers and does the same, so there is nothing to keep or to repeat.';

const serviceName = 'guard';

/** Whether the guard watches over a module: while what it calls is down, the module is paused. */
export const isGuarded = ({ dependencies = [] }: ModuleManifest): boolean => dependencies.length > 0;

/**
 * How long the guard may take: it waits for a processor that tries one message, which may take that function's whole
 * timeout, and has the rest for pausing, resuming and receiving.
 */
export function guardTimeout(guarded: readonly ModuleManifest[]): Duration {
  const longest = Math.max(
    ...guarded.map(({ timeoutSeconds = manifestDefaults.timeoutSeconds }) => timeoutSeconds),
  );
  return Duration.seconds(Math.max(60, longest + 45));
}

export interface GuardFunctionProps {
  readonly defaults: FunctionDefaults;
  readonly control: ControlTable;
  readonly queue: GuardQueue;
  /** Of the queue and the function alike: see `guardTimeout`. */
  readonly timeout: Duration;
  /** The modules that depend on something. At least one. */
  readonly modules: readonly ModulePipeline[];
  readonly alarmTopic: ITopic | undefined;
}

/**
 * Pauses modules while a breaker of theirs is open, lets one message at a time try whether the dependency is back, and
 * resumes them. Awake when a breaker opens, and each minute.
 */
export class GuardFunction extends NodeFunction {
  readonly errorAlarm: RunbookAlarm;
  /** By the module's name. */
  readonly pausedAlarms: ReadonlyMap<string, RunbookAlarm>;

  constructor(scope: Construct, id: string, props: GuardFunctionProps) {
    super(scope, id, {
      defaults: props.defaults,
      entry: 'guard/handler.ts',
      description: 'Switchboard guard: pauses and resumes modules whose dependencies are down.',
      serviceName,
      timeout: props.timeout,
      memoryMiB: 256,
      noDeadLetterQueueBecause: nextMinute,
    });
    props.control.grantGuard(this);
    const guarded = props.modules.map((module) => module.grantGuard(this));
    this.function.addEnvironment(environment.guardedModules, Stack.of(this).toJsonString(guarded));
    this.#consume(props.queue);
    runEachMinute(this, {
      id: 'EachMinute',
      description: 'Has the guard look at every breaker.',
      nextMinute,
    });
    neverRepeat(this, nextMinute);
    this.errorAlarm = this.#errorAlarm(props.alarmTopic);
    this.pausedAlarms = new Map(
      props.modules.map(({ manifest: { name } }) => [name, this.#pausedAlarm(name, props.alarmTopic)]),
    );
  }

  #consume({ queue }: GuardQueue): void {
    this.allow({
      actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      resourceArn: queue.queueArn,
      variables: {},
    });
    const mapping = new lambda.EventSourceMapping(this, 'Mapping', {
      target: this.function,
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      // The fewest there can be: all of them would do the same.
      maxConcurrency: 2,
    });
    acknowledgeFinding(mapping, 'Serverless-LambdaEventSourceMappingDestination', nextMinute);
  }

  #errorAlarm(topic: ITopic | undefined): RunbookAlarm {
    return new RunbookAlarm(this, 'ErrorAlarm', {
      metric: this.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      // One alone is made up for a minute later.
      threshold: 3,
      meaning:
        'The guard fails again and again; modules are neither paused when a dependency is down nor resumed.',
      runbook: 'guard-fails',
      topic,
    });
  }

  #pausedAlarm(module: string, topic: ITopic | undefined): RunbookAlarm {
    return new RunbookAlarm(this, `PausedAlarm-${module}`, {
      metric: customMetric({
        name: metricNames.moduleStaysPaused,
        service: serviceName,
        dimensions: { [moduleDimension]: module },
        // The guard counts once a minute, give or take: of single minutes one can be empty.
        period: Duration.minutes(5),
      }),
      threshold: 1,
      periods: 2,
      meaning: `The module ${module} has been paused for 10 minutes with events waiting: what it depends on is down, or somebody has disabled its mapping.`,
      runbook: 'module-paused',
      topic,
    });
  }
}
