import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Sections of docs/runbook.md that alarms lead to. */
export type RunbookSection =
  | 'ingest-errors'
  | 'ingest-unavailable'
  | 'ingest-throttled'
  | 'event-bus-errors'
  | 'event-bus-failures'
  | 'event-bus-lost'
  | 'secret-unavailable'
  | 'signatures-rejected'
  | 'secret-overlap-ending'
  | 'rotation-fails'
  | 'quarantine-not-empty'
  | 'dlq-not-empty'
  | 'events-wait'
  | 'releases-fail'
  | 'guard-fails'
  | 'module-paused'
  | 'hydration-forbidden';

export interface RunbookAlarmProps {
  readonly metric: cloudwatch.IMetric;
  /** A value is bad when it reaches this. */
  readonly threshold: number;
  /** Of how many of the metric's periods, the last ones, the values are looked at. @default 1 */
  readonly periods?: number;
  /** How many of these values must be bad. @default all of them */
  readonly badPeriods?: number;
  /** The alarm's name, where something must know it without referring to the alarm. @default CloudFormation's */
  readonly name?: string;
  /** A sentence: what has happened when this alarm goes off. */
  readonly meaning: string;
  readonly runbook: RunbookSection;
  /** Is told when the alarm goes off and when it is over. @default nobody is */
  readonly topic: ITopic | undefined;
}

/** Period of the metrics of which one value is enough. */
export const alarmPeriod = Duration.minutes(1);

/** An alarm whose description says what it means and which section of the runbook to open. No data is no alarm. */
export class RunbookAlarm extends cloudwatch.Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    const { periods = 1, badPeriods = periods, name } = props;
    super(scope, id, {
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      ...(badPeriods !== periods && { datapointsToAlarm: badPeriods }),
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${props.meaning} Runbook: docs/runbook.md#${props.runbook}`,
      ...(name !== undefined && { alarmName: name }),
    });
    if (props.topic !== undefined) this.tellBoth(new SnsAction(props.topic));
  }

  /** The action follows when the alarm goes off and when it is over. */
  tellBoth(action: cloudwatch.IAlarmAction): void {
    this.addAlarmAction(action);
    this.addOkAction(action);
  }
}
