import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { LambdaAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import type { GovernorSettings } from '../lambdas/contract/governor-settings';
import { metricNames } from '../lambdas/contract/metrics';
import { acknowledgeFinding } from './acknowledge-finding';
import type { ControlTable } from './control-table';
import { customMetric } from './custom-metric';
import type { IngestHealth } from './ingest-health';
import { NodeFunction, type FunctionDefaults } from './node-function';
import { runEachMinute } from './run-each-minute';
import { RunbookAlarm } from './runbook-alarm';
import type { CompleteThrottling } from './throttling';
import type { WebhookApi } from './webhook-api';

/** Why what fails here for good is kept nowhere, in the words of all findings about it. */
const nextMinute = 'What an alarm said minutes ago is of no use: the next minute asks the alarms themselves.';

const serviceName = 'governor';

export interface GovernorFunctionProps {
  readonly defaults: FunctionDefaults;
  readonly control: ControlTable;
  readonly api: WebhookApi;
  readonly throttling: CompleteThrottling;
  /** What it listens to. */
  readonly health: IngestHealth;
  readonly alarmTopic: ITopic | undefined;
}

/**
 * Lowers the throttle of the API's stage step by step while ingest is unwell, and raises it again. Awake when an alarm
 * on ingest's health goes off or is over, and each minute.
 */
export class GovernorFunction extends NodeFunction {
  readonly errorAlarm: RunbookAlarm;
  readonly staysLoweredAlarm: RunbookAlarm;

  constructor(scope: Construct, id: string, props: GovernorFunctionProps) {
    super(scope, id, {
      defaults: props.defaults,
      entry: 'governor/handler.ts',
      description: "Switchboard governor: lowers and raises the API's throttle.",
      serviceName,
      // Done before the next one begins.
      timeout: Duration.seconds(30),
      memoryMiB: 256,
      noDeadLetterQueueBecause: nextMinute,
    });
    props.control.grantGovern(this);
    this.#allowThrottle(props.api);
    this.#listen(props);
    runEachMinute(this, { id: 'EachMinute', description: 'Has the governor look at ingest.', nextMinute });
    this.#repeat();
    this.errorAlarm = this.#errorAlarm(props.alarmTopic);
    this.staysLoweredAlarm = this.#staysLoweredAlarm(props.alarmTopic);
  }

  /** It may read and change this one stage. */
  #allowThrottle({ stage }: WebhookApi): void {
    this.allow({
      actions: ['apigateway:GET', 'apigateway:PATCH'],
      resourceArn: stage.arn,
      variables: {
        [environment.apiKind]: stage.kind,
        [environment.apiId]: stage.apiId,
        [environment.apiStage]: stage.name,
      },
    });
  }

  /**
   * It may ask for these alarms, and they may invoke it. By their names, not by references: the alarms refer to the
   * function.
   */
  #listen({ health, throttling }: GovernorFunctionProps): void {
    const settings: GovernorSettings = { ...throttling, alarms: health.names };
    for (const name of health.names) {
      this.allow({
        actions: ['cloudwatch:DescribeAlarms'],
        resourceArn: Stack.of(this).formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName: name,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
        variables: { [environment.governor]: JSON.stringify(settings) },
      });
    }
    for (const alarm of health.alarms) alarm.tellBoth(new LambdaAction(this.function));
  }

  /** An alarm says only once that it has gone off, so what fails then is tried again: after one minute and two more. */
  #repeat(): void {
    this.function.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.minutes(5) });
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
      meaning: "The governor fails again and again; the API's throttle stays as it is.",
      runbook: 'ingest-throttled',
      topic,
    });
  }

  #staysLoweredAlarm(topic: ITopic | undefined): RunbookAlarm {
    return new RunbookAlarm(this, 'StaysLoweredAlarm', {
      metric: customMetric({
        name: metricNames.throttleStaysLowered,
        service: serviceName,
        dimensions: {},
        // The governor counts once a minute, give or take: of single minutes one can be empty.
        period: Duration.minutes(5),
      }),
      threshold: 1,
      periods: 6,
      meaning: 'For half an hour the API has let fewer requests through than configured.',
      runbook: 'ingest-throttled',
      topic,
    });
  }
}
