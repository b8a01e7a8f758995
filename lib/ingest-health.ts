import { Duration, Names } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { metricNames, sourceDimension } from '../lambdas/contract/metrics';
import { isWebhookSource, type SourceDefinition } from '../lambdas/contract/source-definition';
import type { ClaimsTable } from './claims-table';
import { customMetric } from './custom-metric';
import { isGuarded } from './guard-function';
import { ingestServiceName } from './ingest-function';
import type { ModulePipeline } from './module-pipeline';
import { alarmPeriod, RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm';
import type { WebhookApi } from './webhook-api';

/** CloudWatch takes no more metrics than these in one alarm. */
const maxMetricsOfAlarm = 10;

/** The share of answers 5xx, the latency, and the age of events from which on ingest is unwell. */
const badShareOfErrors = 0.05;
const slowAnswer = Duration.seconds(2);
const oldEvent = Duration.minutes(5);
/** One write a second that the claims table refuses. The SDK makes up for a few. */
const refusedWritesPerMinute = 60;

export interface IngestHealthProps {
  readonly api: WebhookApi;
  readonly claims: ClaimsTable;
  readonly sources: readonly SourceDefinition[];
  readonly modules: readonly ModulePipeline[];
  readonly alarmTopic: ITopic | undefined;
}

type Watch = Pick<RunbookAlarmProps, 'metric' | 'threshold' | 'periods' | 'badPeriods' | 'meaning'>;

/**
 * Alarms that say that less should come in. They look at several minutes, as what they lead to takes effect on every
 * sender; and at nothing that belongs to one module alone, so that its failure does not close the door for the others.
 */
export class IngestHealth extends Construct {
  readonly alarms: readonly RunbookAlarm[];
  /** The alarms' names, as plain texts: a function can know them and be invoked by the alarms all the same. */
  readonly names: readonly string[];
  readonly #prefix: string;
  readonly #topic: ITopic | undefined;

  constructor(scope: Construct, id: string, props: IngestHealthProps) {
    super(scope, id);
    this.#topic = props.alarmTopic;
    this.#prefix = Names.uniqueResourceName(this, {
      maxLength: 180,
      separator: '-',
      allowedSpecialCharacters: '-',
    });
    const watches = Object.entries(watchesOf(props));
    this.names = watches.map(([name]) => this.#nameOf(name));
    this.alarms = watches.map(([name, watch]) => this.#alarm(name, watch));
  }

  #nameOf(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  #alarm(name: string, watch: Watch): RunbookAlarm {
    return new RunbookAlarm(this, name, {
      periods: 5,
      badPeriods: 3,
      ...watch,
      meaning: `${watch.meaning} The API lets fewer requests through until this is over.`,
      name: this.#nameOf(name),
      runbook: 'ingest-throttled',
      topic: this.#topic,
    });
  }
}

const watchesOf = ({ api, claims, sources, modules }: IngestHealthProps): Record<string, Watch> => ({
  Errors: {
    metric: api.serverErrorShare(alarmPeriod),
    threshold: badShareOfErrors,
    meaning: `The API answers 5xx to ${badShareOfErrors * 100} % of the requests and more.`,
  },
  Slow: {
    metric: api.latency(alarmPeriod, 'p99'),
    threshold: slowAnswer.toMilliseconds(),
    meaning: `One answer of a hundred takes ${slowAnswer.toSeconds()} seconds and more.`,
  },
  ClaimsThrottled: {
    metric: claims.table.metric('WriteThrottleEvents', { period: alarmPeriod, statistic: 'Sum' }),
    threshold: refusedWritesPerMinute,
    meaning: 'DynamoDB throttles writes to the claims table.',
  },
  ...Object.fromEntries(
    sources.filter(isWebhookSource).map(({ name }) => [`IngestThrottled-${name}`, ingestThrottled(name)]),
  ),
  ...backlog(modules),
});

/** An alarm for each source: with more sources, one for all would have more metrics than it can. */
const ingestThrottled = (source: string): Watch => {
  const refused = (name: 'claimThrottled' | 'sendThrottled') =>
    customMetric({
      name: metricNames[name],
      service: ingestServiceName,
      dimensions: { [sourceDimension]: source },
      period: alarmPeriod,
    });
  return {
    metric: new cloudwatch.MathExpression({
      expression: 'FILL(claims, 0) + FILL(sends, 0)',
      usingMetrics: { claims: refused('claimThrottled'), sends: refused('sendThrottled') },
      label: 'Deliveries refused for throttles',
      period: alarmPeriod,
    }),
    threshold: 1,
    meaning: `Deliveries of ${source} were answered 503 because DynamoDB or SQS throttled ingest.`,
  };
};

/**
 * Whether every module that depends on nothing outside is behind, by the youngest of their oldest events. One of them
 * alone cannot tell too much traffic from a fault of its own, so there must be two; a module that depends on something
 * waits for that, and not for less traffic.
 */
const backlog = (modules: readonly ModulePipeline[]): Record<string, Watch> => {
  const independent = modules.filter(({ manifest }) => !isGuarded(manifest)).slice(0, maxMetricsOfAlarm);
  if (independent.length < 2) return {};
  const ages = independent.map(({ queue }, index): [string, cloudwatch.IMetric] => [
    `age${index}`,
    queue.metricApproximateAgeOfOldestMessage({ period: alarmPeriod, statistic: 'Maximum' }),
  ]);
  // A queue that has been empty for long says nothing at all.
  const filled = ages.map(([name]) => `FILL(${name}, 0)`).join(', ');
  const metric = new cloudwatch.MathExpression({
    expression: `MIN([${filled}])`,
    usingMetrics: Object.fromEntries(ages),
    label: 'Youngest of the oldest events',
    period: alarmPeriod,
  });
  const meaning = `In every module that depends on nothing outside, the oldest event has waited for ${oldEvent.toMinutes()} minutes.`;
  return { Backlog: { metric, threshold: oldEvent.toSeconds(), meaning } };
};
