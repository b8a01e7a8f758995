import * as z from 'zod';
import { accepted } from '../control/read-json';
import type { Metrics } from './metrics';

/** Seconds since the epoch in JSON; CBOR has a type of its own for it. */
const time = z.union([z.date().transform((date) => date.getTime()), z.number().transform((s) => s * 1000)]);

const metricStat = z.object({
  Metric: z.object({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  }),
  Period: z.int().min(60).multipleOf(60, { error: 'must be a multiple of 60' }),
  Stat: z.literal('Sum', { error: 'the local CloudWatch knows the statistic Sum only' }),
});

const request = z.object({
  StartTime: time,
  EndTime: time,
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MetricDataQueries: z
    .array(
      z.object({
        Id: z.string().regex(/^[a-z]\w{0,254}$/, { error: 'must begin with a lower-case letter' }),
        Label: z.string().optional(),
        MetricStat: metricStat,
        ReturnData: z.boolean().default(true),
        Expression: z.undefined({ error: 'the local CloudWatch does not calculate' }).optional(),
      }),
    )
    .min(1)
    .max(500),
});

type Query = z.output<typeof request>['MetricDataQueries'][number];

/** `GetMetricData`, on one page. Throws `ServiceError`. */
export const getMetricData = (input: unknown, metrics: Metrics): Readonly<Record<string, unknown>> => {
  const { StartTime, EndTime, ScanBy, MetricDataQueries } = accepted(input, request, 'ValidationError');
  const answerOf = ({ Id, Label, MetricStat: { Metric, Period } }: Query): unknown => {
    const { Namespace: namespace, MetricName: name, Dimensions } = Metric;
    const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
    const span = { startMs: StartTime, endMs: EndTime, periodSeconds: Period };
    const points = metrics.sums({ namespace, name, dimensions }, span);
    const ordered = ScanBy === 'TimestampAscending' ? points : points.toReversed();
    return {
      Id,
      Label: Label ?? name,
      Timestamps: ordered.map(({ atMs }) => new Date(atMs)),
      Values: ordered.map(({ sum }) => sum),
      StatusCode: 'Complete',
    };
  };
  return { MetricDataResults: MetricDataQueries.filter(({ ReturnData }) => ReturnData).map(answerOf) };
};
