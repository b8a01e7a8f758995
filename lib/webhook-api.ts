import { Duration, Names, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ApiKind } from '../lambdas/contract/api-kind';
import type { NodeFunction } from './node-function';
import { RunbookAlarm } from './runbook-alarm';
import { removalPolicyFor } from './removal-policy';

export interface WebhookApiProps {
  readonly ingest: NodeFunction;
  /** Last part of the API's URL. */
  readonly stageName: string;
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly tracing: boolean;
  readonly logRetention: logs.RetentionDays;
  readonly retainLogs: boolean;
  readonly apiGatewayAccountRole: boolean;
  /** Whether a web ACL is put in front of the API. */
  readonly hasWebAcl: boolean;
  readonly alarmTopic: ITopic | undefined;
}

/** The API's one stage, whose throttle the governor sets. */
export interface ApiStage {
  readonly kind: ApiKind;
  readonly apiId: string;
  readonly name: string;
  /** Of the stage as a resource of API Gateway. */
  readonly arn: string;
}

export const apiDescription =
  'Switchboard: deliveries of contact-center events, and the states that follow from them.';

/** How long the API waits for ingest, which answers within 4 seconds. */
export const webhookTimeout = Duration.seconds(5);

/** Longer than the state function's timeout, so that API Gateway waits for whatever comes of it. */
export const stateTimeout = Duration.seconds(6);

/**
 * The public door: `/webhook/{source}`, throttled, every method and byte of it handed to the ingest function; and a
 * route for states. Which kind of API it is, only those who build one know.
 */
export abstract class WebhookApi extends Construct {
  readonly accessLogs: logs.LogGroup;
  abstract readonly stage: ApiStage;

  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id);
    this.accessLogs = new logs.LogGroup(this, 'AccessLogs', {
      retention: props.logRetention,
      removalPolicy: removalPolicyFor(props.retainLogs),
    });
  }

  /** How many requests were answered 5xx. */
  abstract serverErrors(period: Duration): cloudwatch.IMetric;

  /** Which share of all requests was answered 5xx, from 0 to 1. */
  abstract serverErrorShare(period: Duration): cloudwatch.IMetric;

  /** From request to answer, in milliseconds. */
  abstract latency(period: Duration, statistic: string): cloudwatch.IMetric;

  /**
   * Adds `GET /state/{module}/{entity}` for callers that sign with IAM credentials and may `execute-api:Invoke` it. Of
   * each entity the id alone stands in the path; which type it is of, its module knows.
   */
  abstract addStateRoute(state: NodeFunction): void;

  /** Without a trailing slash. */
  get url(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.stage.apiId}.execute-api.${region}.${urlSuffix}/${this.stage.name}`;
  }

  /** Base URL of the states, without a trailing slash. */
  get stateUrl(): string {
    return `${this.url}/state`;
  }

  /** Where a source's deliveries go. */
  sourceUrl(source: string): string {
    return `${this.url}/webhook/${source}`;
  }

  /** For the API itself. */
  protected uniqueName(): string {
    return Names.uniqueResourceName(this, {
      maxLength: 100,
      separator: '-',
      allowedSpecialCharacters: '-',
    });
  }

  /** To be called once there is a stage. */
  protected watchAvailability(topic: ITopic | undefined): void {
    new RunbookAlarm(this, 'UnavailableAlarm', {
      metric: this.serverErrors(Duration.minutes(5)),
      // One alone is healed by the sender's retry.
      threshold: 3,
      meaning:
        'The API answered 5xx: deliveries could not be stored, and the sender has to send them again, or states could not be read.',
      runbook: 'ingest-unavailable',
      topic,
    });
  }
}

/**
 * What the access log says of a request, whichever kind of API had it. Nothing that a caller can fill with a text of
 * their own (path, query, headers, body, user agent), and no address: it can be a person's.
 */
export const commonAccessLogFields = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  method: '$context.httpMethod',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integration.latency',
  integrationStatus: '$context.integration.status',
  responseLength: '$context.responseLength',
  gatewayError: '$context.error.responseType',
} as const;
