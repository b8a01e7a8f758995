import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricsNamespace } from '../lambdas/contract/metrics';

/** The dimension that Powertools adds to all others: the function's `POWERTOOLS_SERVICE_NAME`. */
const serviceDimension = 'service';

export interface CustomMetricProps {
  readonly name: MetricName;
  /** The `serviceName` of the function that counts it. */
  readonly service: string;
  /** Those with which the function flushes it: CloudWatch finds a metric by all of its dimensions or not at all. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly period: Duration;
}

/** A count that a function of ours publishes, as its sum. */
export const customMetric = ({ name, service, dimensions, period }: CustomMetricProps): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: metricsNamespace,
    metricName: name,
    dimensionsMap: { [serviceDimension]: service, ...dimensions },
    statistic: 'Sum',
    period,
  });
