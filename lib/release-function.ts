import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import type { EntitiesTable } from './entities-table';
import type { ModulePipeline } from './module-pipeline';
import { NodeFunction, type FunctionDefaults } from './node-function';
import { neverRepeat, runEachMinute } from './run-each-minute';
import { RunbookAlarm } from './runbook-alarm';

/** Why what fails here is kept nowhere, in the words of all findings about it. */
const nextMinute =
  'The next minute asks the same question of the same table, so there is nothing to keep or to repeat.';

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
    neverRepeat(this, nextMinute);
    this.errorAlarm = this.#errorAlarm(alarmTopic);
  }

  #runEachMinute(module: string): void {
    runEachMinute(this, {
      id: `EachMinute-${module}`,
      description: `Releases what is due of the module ${module}.`,
      input: { module },
      nextMinute,
    });
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
