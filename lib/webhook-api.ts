import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { addGatewayResponses } from './gateway-responses';
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

/**
 * The public door: `/webhook/{source}`, throttled, every method and byte of it handed to the ingest function. Other
 * routes can be added to `api`.
 */
export class WebhookApi extends Construct {
  readonly api: apigateway.RestApi;
  readonly accessLogs: logs.LogGroup;
  readonly unavailableAlarm: RunbookAlarm;
  /** Without a trailing slash. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id);
    this.accessLogs = new logs.LogGroup(this, 'AccessLogs', {
      retention: props.logRetention,
      removalPolicy: removalPolicyFor(props.retainLogs),
    });
    this.api = this.#restApi(props);
    // The stack has outputs of its own.
    this.api.node.tryRemoveChild('Endpoint');
    addGatewayResponses(this.api);
    this.#addRoute(props.ingest);
    this.url = `https://${this.api.restApiId}.execute-api.${Stack.of(this).region}.${Stack.of(this).urlSuffix}/${this.api.deploymentStage.stageName}`;
    this.unavailableAlarm = this.#unavailableAlarm(props.alarmTopic);
    this.#acknowledge(props);
    if (props.apiGatewayAccountRole) acknowledgeAccountRole(this.api);
  }

  /** Where a source's deliveries go. */
  sourceUrl(source: string): string {
    return `${this.url}/webhook/${source}`;
  }

  #restApi(props: WebhookApiProps): apigateway.RestApi {
    return new apigateway.RestApi(this, 'Api', {
      // Names the API in its metrics, where CDK's own name would be that of every other Switchboard's API.
      restApiName: Names.uniqueResourceName(this, {
        maxLength: 100,
        separator: '-',
        allowedSpecialCharacters: '-',
      }),
      description: 'Switchboard: deliveries of contact-center events, and the states that follow from them.',
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
    const method = this.api.root
      .addResource('webhook')
      .addResource('{source}')
      .addMethod(
        'ANY',
        new apigateway.LambdaIntegration(ingest.function, {
          proxy: true,
          allowTestInvoke: false,
          timeout: Duration.seconds(5),
        }),
      );
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

  #unavailableAlarm(topic: ITopic | undefined): RunbookAlarm {
    return new RunbookAlarm(this, 'UnavailableAlarm', {
      metric: this.api.deploymentStage.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      // One alone is healed by the sender's retry.
      threshold: 3,
      meaning:
        'The API answered 5xx: deliveries could not be stored, and the sender has to send them again, or states could not be read.',
      runbook: 'ingest-unavailable',
      topic,
    });
  }

  #acknowledge({ hasWebAcl }: WebhookApiProps): void {
    acknowledgeFinding(
      this.api,
      'AwsSolutions-APIG2',
      'The function validates, after it has proved the sender; a validator here would read unproven bodies.',
    );
    if (!hasWebAcl) {
      acknowledgeFinding(
        this.api.deploymentStage,
        'AwsSolutions-APIG3',
        'Throttling and the signature protect the route; this one is configured without a web ACL, which costs by the month.',
      );
    }
    acknowledgeFinding(
      this.api.deploymentStage,
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

/**
 * What the access log says of a request. Nothing that a caller can fill with a text of their own (path, query,
 * headers, body, user agent), and no address: it can be a person's.
 */
const accessLogFields = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integration.latency',
  integrationStatus: '$context.integration.status',
  responseLength: '$context.responseLength',
  gatewayError: '$context.error.responseType',
  traceId: '$context.xrayTraceId',
} as const;

const acknowledgeAccountRole = (api: apigateway.RestApi): void =>
  acknowledgeFinding(
    api.node.findChild('CloudWatchRole'),
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    'API Gateway refuses an account role without the permissions of this policy, which it documents for it.',
  );
