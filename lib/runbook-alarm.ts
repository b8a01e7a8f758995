import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Sections of docs/runbook.md that alarms lead to. */
export type RunbookSection =
  | 'ingest-errors'
  | 'ingest-unavailable'
  | 'quarantine-not-empty'
  | 'dlq-not-empty'
  | 'events-wait'
  | 'releases-fail';

export interface RunbookAlarmProps {
  readonly metric: cloudwatch.Metric;
  /** The alarm goes off when one value reaches this. */
  readonly threshold: number;
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
    super(scope, id, {
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${props.meaning} Runbook: docs/runbook.md#${props.runbook}`,
    });
    if (props.topic === undefined) return;
    const action = new SnsAction(props.topic);
    this.addAlarmAction(action);
    this.addOkAction(action);
  }
}
