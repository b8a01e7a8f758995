import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { secretOverlapWarningHours } from '../lambdas/contract/limits';
import { type MetricName, metricNames, sourceDimension } from '../lambdas/contract/metrics';
import { customMetric } from './custom-metric';
import { ingestServiceName } from './ingest-function';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm';

/** So many in so long are no scanner that has found the URL, and no single test by hand. */
const manyRejected = 5;
const rejectedPeriod = Duration.minutes(15);

export interface SignatureAlarmsProps {
  /** Name of the source. */
  readonly source: string;
  readonly alarmTopic: ITopic | undefined;
}

/** What can be wrong with a source's secret: on our side, between both sides, and in time. */
export class SignatureAlarms extends Construct {
  readonly unavailable: RunbookAlarm;
  readonly rejected: RunbookAlarm;
  readonly overlapEnding: RunbookAlarm;

  constructor(scope: Construct, id: string, { source, alarmTopic: topic }: SignatureAlarmsProps) {
    super(scope, id);
    this.unavailable = new RunbookAlarm(this, 'SecretUnavailable', {
      metric: countOf(metricNames.secretUnavailable, source, alarmPeriod),
      threshold: 1,
      meaning: `Deliveries of ${source} were answered 503: its secret is missing, empty, no key, or cannot be read.`,
      runbook: 'secret-unavailable',
      topic,
    });
    this.rejected = new RunbookAlarm(this, 'NoneMatches', {
      metric: rejectedAlone(source),
      threshold: manyRejected,
      meaning: `For ${rejectedPeriod.toMinutes()} minutes no delivery of ${source} had the right signature, and ${manyRejected} and more had a wrong one.`,
      runbook: 'signatures-rejected',
      topic,
    });
    this.overlapEnding = new RunbookAlarm(this, 'OverlapEnding', {
      metric: countOf(metricNames.secretOverlapEnding, source, Duration.hours(1)),
      threshold: 1,
      meaning: `Source ${source} still signs with its previous secret, which is refused in less than ${secretOverlapWarningHours} hours.`,
      runbook: 'secret-overlap-ending',
      topic,
    });
  }
}

const countOf = (name: MetricName, source: string, period: Duration): cloudwatch.Metric =>
  customMetric({ name, service: ingestServiceName, dimensions: { [sourceDimension]: source }, period });

/** Rejected deliveries of a time in which none matched; 0 otherwise. */
const rejectedAlone = (source: string): cloudwatch.MathExpression => {
  const count = (name: MetricName): cloudwatch.Metric => countOf(name, source, rejectedPeriod);
  return new cloudwatch.MathExpression({
    expression: 'IF(FILL(current, 0) + FILL(previous, 0) + FILL(pending, 0) == 0, FILL(rejected, 0), 0)',
    usingMetrics: {
      rejected: count(metricNames.signatureRejected),
      current: count(metricNames.signatureMatchedCurrent),
      previous: count(metricNames.signatureMatchedPrevious),
      pending: count(metricNames.signatureMatchedPending),
    },
    label: 'Rejected while none matches',
    period: rejectedPeriod,
  });
};
