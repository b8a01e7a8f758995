import { type Duration, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import type { NodeFunction } from './node-function';
import {
  apiDescription,
  type ApiStage,
  commonAccessLogFields,
  stateTimeout,
  WebhookApi,
  type WebhookApiProps,
  webhookTimeout,
} from './webhook-api';

/**
 * The door as an HTTP API, which costs less than a third. It takes no web ACL, X-Ray does not trace it, and where it
 * answers by itself it does so in its own words, without `Retry-After`. JSON comes as text: a body that is not UTF-8
 * does not match its signature any more.
 */
export class HttpWebhookApi extends WebhookApi {
  static readonly ingestEntry = 'ingest/http-api/handler.ts';
  readonly stage: ApiStage;
  readonly #api: apigatewayv2.HttpApi;
  readonly #stage: apigatewayv2.HttpStage;

  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id, props);
    this.#api = new apigatewayv2.HttpApi(this, 'Api', {
      apiName: this.uniqueName(),
      description: apiDescription,
      createDefaultStage: false,
    });
    this.#stage = this.#newStage(props);
    const { apiId } = this.#api;
    this.stage = { kind: 'http', apiId, name: this.#stage.stageName, arn: this.#stageArn() };
    this.#addWebhookRoute(props.ingest);
    this.watchAvailability(props.alarmTopic);
  }

  serverErrors(period: Duration): cloudwatch.IMetric {
    return this.#stage.metricServerError({ period, statistic: 'Sum' });
  }

  /** Computed: what the average of its own metric means, API Gateway documents for REST APIs only. */
  serverErrorShare(period: Duration): cloudwatch.IMetric {
    return new cloudwatch.MathExpression({
      expression: 'FILL(errors, 0) / requests',
      usingMetrics: {
        errors: this.serverErrors(period),
        requests: this.#stage.metricCount({ period, statistic: 'SampleCount' }),
      },
      label: 'Share of answers 5xx',
      period,
    });
  }

  latency(period: Duration, statistic: string): cloudwatch.IMetric {
    return this.#stage.metricLatency({ period, statistic });
  }

  addStateRoute(state: NodeFunction): void {
    this.#api.addRoutes({
      path: '/state/{module}/{entity}',
      methods: [apigatewayv2.HttpMethod.GET],
      integration: integrationOf('State', state, stateTimeout),
      authorizer: new HttpIamAuthorizer(),
    });
  }

  #newStage(props: WebhookApiProps): apigatewayv2.HttpStage {
    return new apigatewayv2.HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: props.stageName,
      autoDeploy: true,
      throttle: { rateLimit: props.ratePerSecond, burstLimit: props.burst },
      accessLogSettings: {
        destination: new apigatewayv2.LogGroupLogDestination(this.accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
  }

  /** Stages belong to no account. */
  #stageArn(): string {
    return Stack.of(this).formatArn({
      service: 'apigateway',
      account: '',
      resource: '/apis',
      resourceName: `${this.#api.apiId}/stages/${this.#stage.stageName}`,
    });
  }

  #addWebhookRoute(ingest: NodeFunction): void {
    const [route] = this.#api.addRoutes({
      path: '/webhook/{source}',
      methods: [apigatewayv2.HttpMethod.ANY],
      integration: integrationOf('Ingest', ingest, webhookTimeout),
    });
    if (route === undefined) throw new Error(`${this.#api.node.path} has no route for webhooks.`);
    acknowledgeFinding(
      route,
      'AwsSolutions-APIG4',
      'Senders authenticate by an HMAC signature over the raw body, which only the function can check.',
    );
  }
}

const accessLogFields = { ...commonAccessLogFields, resource: '$context.routeKey' } as const;

const integrationOf = (id: string, target: NodeFunction, timeout: Duration): HttpLambdaIntegration =>
  new HttpLambdaIntegration(id, target.function, {
    payloadFormatVersion: apigatewayv2.PayloadFormatVersion.VERSION_2_0,
    timeout,
  });
