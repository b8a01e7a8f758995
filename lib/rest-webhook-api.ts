import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { addGatewayResponses } from './gateway-responses';
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
 * The door as a REST API. It hands over every byte of a body as it was sent, can stand behind a web ACL, and answers in
 * our own words where it answers by itself.
 */
export class RestWebhookApi extends WebhookApi {
  static readonly ingestEntry = 'ingest/handler.ts';
  readonly stage: ApiStage;
  readonly #api: apigateway.RestApi;

  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id, props);
    this.#api = this.#restApi(props);
    // The stack has outputs of its own.
    this.#api.node.tryRemoveChild('Endpoint');
    addGatewayResponses(this.#api);
    this.#addRoute(props.ingest);
    const { deploymentStage, restApiId: apiId } = this.#api;
    this.stage = { kind: 'rest', apiId, name: deploymentStage.stageName, arn: deploymentStage.stageArn };
    this.watchAvailability(props.alarmTopic);
    this.#acknowledge(props);
    if (props.apiGatewayAccountRole) acknowledgeAccountRole(this.#api);
  }

  serverErrors(period: Duration): cloudwatch.IMetric {
    return this.#api.deploymentStage.metricServerError({ period, statistic: 'Sum' });
  }

  serverErrorShare(period: Duration): cloudwatch.IMetric {
    return this.#api.deploymentStage.metricServerError({ period, statistic: 'Average' });
  }

  latency(period: Duration, statistic: string): cloudwatch.IMetric {
    return this.#api.deploymentStage.metricLatency({ period, statistic });
  }

  addStateRoute(state: NodeFunction): void {
    const method = this.#api.root
      .addResource('state')
      .addResource('{module}')
      .addResource('{entity}')
      .addMethod('GET', integrationOf(state, stateTimeout), {
        authorizationType: apigateway.AuthorizationType.IAM,
      });
    acknowledgeFinding(
      method,
      'AwsSolutions-COG4',
      'Callers are other systems of the same company, which have roles; there are no users for a Cognito pool.',
    );
  }

  #restApi(props: WebhookApiProps): apigateway.RestApi {
    return new apigateway.RestApi(this, 'Api', {
      // Names the API in its metrics, where CDK's own name would be that of every other Switchboard's API.
      restApiName: this.uniqueName(),
      description: apiDescription,
      endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
      // The signature covers the raw bytes. Text is re-encoded on the way, binary arrives as it was sent.
      binaryMediaTypes: ['*/*'],
      deployOptions: stageOptions(props, this.accessLogs),
      // Access logs need this role too. It stays when the stack goes: other APIs may have come to rely on it.
      cloudWatchRole: props.apiGatewayAccountRole,
      ...(props.apiGatewayAccountRole && { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN }),
    });
  }

  #addRoute(ingest: NodeFunction): void {
    const method = this.#api.root
      .addResource('webhook')
      .addResource('{source}')
      .addMethod('ANY', integrationOf(ingest, webhookTimeout));
    acknowledgeFinding(
      method,
      'AwsSolutions-APIG4',
      'Senders authenticate by an HMAC signature over the raw body, which only the function can check.',
    );
    acknowledgeFinding(
      method,
      'AwsSolutions-COG4',
      'Senders are machines that sign; there are no users for a Cognito pool.',
    );
  }

  #acknowledge({ hasWebAcl }: WebhookApiProps): void {
    acknowledgeFinding(
      this.#api,
      'AwsSolutions-APIG2',
      'The function validates, after it has proved the sender; a validator here would read unproven bodies.',
    );
    if (!hasWebAcl) {
      acknowledgeFinding(
        this.#api.deploymentStage,
        'AwsSolutions-APIG3',
        'Throttling and the signature protect the route; this one is configured without a web ACL, which costs by the month.',
      );
    }
    acknowledgeFinding(
      this.#api.deploymentStage,
      'AwsSolutions-APIG6',
      'Execution logs can carry parts of requests, which must not be logged. Access logs name each failure.',
    );
  }
}

const stageOptions = (props: WebhookApiProps, accessLogs: logs.LogGroup): apigateway.StageOptions => ({
  stageName: props.stageName,
  throttlingRateLimit: props.ratePerSecond,
  throttlingBurstLimit: props.burst,
  tracingEnabled: props.tracing,
  metricsEnabled: true,
  loggingLevel: apigateway.MethodLoggingLevel.OFF,
  dataTraceEnabled: false,
  accessLogDestination: new apigateway.LogGroupLogDestination(accessLogs),
  accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify(accessLogFields)),
});

const accessLogFields = {
  ...commonAccessLogFields,
  resource: '$context.resourcePath',
  traceId: '$context.xrayTraceId',
} as const;

const integrationOf = (target: NodeFunction, timeout: Duration): apigateway.LambdaIntegration =>
  new apigateway.LambdaIntegration(target.function, { proxy: true, allowTestInvoke: false, timeout });

const acknowledgeAccountRole = (api: apigateway.RestApi): void =>
  acknowledgeFinding(
    api.node.findChild('CloudWatchRole'),
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    'API Gateway refuses an account role without the permissions of this policy, which it documents for it.',
  );
