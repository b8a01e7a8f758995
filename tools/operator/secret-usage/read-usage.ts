import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import {
  type MetricName,
  metricNames,
  metricsNamespace,
  sourceDimension,
} from '../../../lambdas/contract/metrics';
import { type Usage, type UsageByKind, type UsageKind, usageKinds } from './judge-usage';

const metrics: Readonly<Record<UsageKind, MetricName>> = {
  current: metricNames.signatureMatchedCurrent,
  previous: metricNames.signatureMatchedPrevious,
  pending: metricNames.signatureMatchedPending,
  rejected: metricNames.signatureRejected,
};

/** CloudWatch keeps sums of five minutes for 63 days, and of an hour for 455. */
export const maxHours = 455 * 24;
const fiveMinutesHours = 63 * 24;

export const periodMinutesFor = (hours: number): number => (hours <= fiveMinutesHours - 1 ? 5 : 60);

export interface UsageQuery {
  readonly source: string;
  readonly hours: number;
  readonly nowMs: number;
}

/**
 * How often deliveries of a source matched each of its secrets, or none, in the last hours.
 *
 * A rotation tests the pending secret and makes it the current one. What matched the current one until then matched the
 * one that is the previous one now, so it is no use of the current one.
 */
export const readUsage = async (client: CloudWatchClient, query: UsageQuery): Promise<UsageByKind> => {
  const periodMs = periodMinutesFor(query.hours) * 60_000;
  const startMs = Math.floor((query.nowMs - query.hours * 3_600_000) / periodMs) * periodMs;
  const results: MetricDataResult[] = [];
  let next: string | undefined;
  do {
    const answer = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(startMs),
        EndTime: new Date(query.nowMs),
        MetricDataQueries: usageKinds.map((kind) => queryFor(kind, query.source, periodMs / 1000)),
        NextToken: next,
      }),
    );
    results.push(...(answer.MetricDataResults ?? []));
    next = answer.NextToken;
  } while (next !== undefined);
  const of = (kind: UsageKind): readonly Point[] => pointsIn(results.filter(({ Id }) => Id === kind));
  const pending = usageOf(of('pending'));
  const sinceRotation = of('current').filter(({ atMs }) => atMs > (pending.lastMs ?? 0));
  return {
    current: usageOf(sinceRotation),
    previous: usageOf(of('previous')),
    pending,
    rejected: usageOf(of('rejected')),
  };
};

const queryFor = (kind: UsageKind, source: string, periodSeconds: number): MetricDataQuery => ({
  Id: kind,
  MetricStat: {
    Metric: {
      Namespace: metricsNamespace,
      MetricName: metrics[kind],
      Dimensions: [
        { Name: 'service', Value: 'ingest' },
        { Name: sourceDimension, Value: source },
      ],
    },
    Period: periodSeconds,
    Stat: 'Sum',
  },
});

interface Point {
  /** When the period began. */
  readonly atMs: number;
  readonly sum: number;
}

const pointsIn = (results: readonly MetricDataResult[]): readonly Point[] =>
  results
    .flatMap(({ Timestamps = [], Values = [] }) =>
      Timestamps.map((at, index) => ({ atMs: at.getTime(), sum: Values[index] ?? 0 })),
    )
    .filter(({ sum }) => sum > 0);

const usageOf = (points: readonly Point[]): Usage => {
  const count = points.reduce((total, { sum }) => total + sum, 0);
  return points.length === 0 ? { count } : { count, lastMs: Math.max(...points.map(({ atMs }) => atMs)) };
};
