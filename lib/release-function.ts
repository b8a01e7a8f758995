import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { environment } from '../lambdas/contract/environment';
import type { EntitiesTable } from './entities-table';
import type { ModulePipeline } from './module-pipeline';
import { NodeFunction, type FunctionDefaults } from './node-function';
import { RunbookAlarm } from './runbook-alarm';

/** Why what fails here is kept nowhere, in the words of all findings about it. */
const nextMinute =
  'The next minute asks the same question of the same table, so there is nothing to keep or to repeat.';

const interval = Duration.minutes(1);

export interface ReleaseFunctionProps {
  readonly defaults: FunctionDefaults;
  readonly entities: EntitiesTable;
  /** The modules that park events. At least one. */
  readonly modules: readonly ModulePipeline[];
  readonly alarmTopic: ITopic | undefined;
}

/**
 * Asks each minute, for each module that parks events, which entities are due, and sends a release message for each of
 * them into the module's queue. A rule a module: the backlog of one does not hold up another.
 */
export class ReleaseFunction extends NodeFunction {
  readonly errorAlarm: RunbookAlarm;

  constructor(
    scope: Construct,
    id: string,
    { defaults, entities, modules, alarmTopic }: ReleaseFunctionProps,
  ) {
    super(scope, id, {
      defaults,
      entry: 'release/handler.ts',
      description: 'Switchboard release: sends parked events that are due back to their modules.',
      serviceName: 'release',
      // Done before the next one begins.
      timeout: Duration.seconds(50),
      // A share of a processor comes with the memory: a hundred thousand messages take about 7 s of a whole one.
      memoryMiB: 1024,
      environment: { [environment.modules]: modules.map(({ manifest }) => manifest.name).join(',') },
      noDeadLetterQueueBecause: nextMinute,
    });
    entities.grantReadDue(this);
    for (const module of modules) {
      module.grantSend(this);
      this.#runEachMinute(module.manifest.name);
    }
    this.#neverRepeat();
    this.errorAlarm = this.#errorAlarm(alarmTopic);
  }

  #runEachMinute(module: string): void {
    const rule = new events.Rule(this, `EachMinute-${module}`, {
      description: `Releases what is due of the module ${module}.`,
      schedule: events.Schedule.rate(interval),
      targets: [
        new targets.LambdaFunction(this.function, {
          event: events.RuleTargetInput.fromObject({ module }),
          retryAttempts: 0,
          maxEventAge: interval,
        }),
      ],
    });
    acknowledgeFinding(rule, 'Serverless-EventBusDLQ', nextMinute);
  }

  /** The rule's own policy ends where Lambda takes the event over; without this, Lambda would try for six hours. */
  #neverRepeat(): void {
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: interval });
    acknowledgeFinding(
      this.function.node.findChild('EventInvokeConfig'),
      'Serverless-LambdaAsyncFailureDestination',
      nextMinute,
    );
  }

  #errorAlarm(topic: ITopic | undefined): RunbookAlarm {
    return new RunbookAlarm(this, 'ErrorAlarm', {
      metric: this.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      // One alone is made up for a minute later.
      threshold: 3,
      meaning: 'The release function fails again and again; parked events wait beyond their window.',
      runbook: 'releases-fail',
      topic,
    });
  }
}
