import * as z from 'zod';

/** What CloudWatch finds a metric by: all of its dimensions, or not at all. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricPeriod {
  readonly startMs: number;
  /** Not part of it. */
  readonly endMs: number;
  readonly periodSeconds: number;
}

export interface Datapoint {
  /** When its period began. */
  readonly atMs: number;
  readonly sum: number;
}

/** As fine as CloudWatch keeps what comes without a wish for more. */
const resolutionMs = 60_000;

const lineSchema = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});
type Line = z.output<typeof lineSchema>;

const values = z.union([z.number().transform((value) => [value]), z.array(z.number())]);

/** The sums of what functions count in their lines, in CloudWatch's embedded metric format. */
export class Metrics {
  /** By the metric, then by the minute. */
  readonly #sums = new Map<string, Map<number, number>>();

  /** Takes the counts out of a line that has some. */
  notice(text: string): void {
    if (!text.includes('"_aws"')) return;
    const line = lineSchema.safeParse(parseJson(text)).data;
    if (line !== undefined) this.#take(line);
  }

  /** The sums of each period in which anything was counted, in the order of time. */
  sums(metric: MetricName, { startMs, endMs, periodSeconds }: MetricPeriod): Datapoint[] {
    const periodMs = periodSeconds * 1000;
    const periods = new Map<number, number>();
    for (const [minuteMs, sum] of this.#sums.get(keyOf(metric)) ?? []) {
      const atMs = Math.floor(minuteMs / periodMs) * periodMs;
      if (atMs >= startMs && atMs < endMs) periods.set(atMs, (periods.get(atMs) ?? 0) + sum);
    }
    return [...periods].map(([atMs, sum]) => ({ atMs, sum })).toSorted((a, b) => a.atMs - b.atMs);
  }

  #take(line: Line): void {
    const { Timestamp, CloudWatchMetrics } = line['_aws'];
    const minuteMs = Math.floor(Timestamp / resolutionMs) * resolutionMs;
    for (const { Namespace: namespace, Dimensions, Metrics: metrics } of CloudWatchMetrics) {
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name])]));
        for (const { Name: name } of metrics) {
          const sum = (values.safeParse(line[name]).data ?? []).reduce((total, value) => total + value, 0);
          this.#add(keyOf({ namespace, name, dimensions }), minuteMs, sum);
        }
      }
    }
  }

  #add(key: string, minuteMs: number, count: number): void {
    const sums = this.#sums.get(key) ?? new Map<number, number>();
    this.#sums.set(key, sums.set(minuteMs, (sums.get(minuteMs) ?? 0) + count));
  }
}

const keyOf = ({ namespace, name, dimensions }: MetricName): string =>
  JSON.stringify([
    namespace,
    name,
    Object.entries(dimensions).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  ]);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
