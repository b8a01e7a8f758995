import * as z from 'zod';
import { auditTrail } from './fixture-manifests';
import { stackWith, synthesize, synthesizeStage } from './synthesized';

const synthesized = synthesizeStage('prod');
const stage = synthesized.get('Webhook/Api/DeploymentStage.prod').Properties;

const integrationOf = (fn: string, timeoutMs: number) => ({
  Type: 'AWS_PROXY',
  IntegrationHttpMethod: 'POST',
  TimeoutInMillis: timeoutMs,
  Uri: `arn:<AWS::Partition>:apigateway:<AWS::Region>:lambda:path/2015-03-31/functions/<${fn}/Function.Arn>/invocations`,
});

describe('the API', () => {
  it('is regional and takes every body as bytes', () => {
    expect(synthesized.get('Webhook/Api').Properties).toMatchObject({
      BinaryMediaTypes: ['*/*'],
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
  });

  it('has two routes', () => {
    expect([...synthesized.all('AWS::ApiGateway::Method').keys()]).toEqual([
      'Webhook/Api/webhook/{source}/ANY',
      'Webhook/Api/state/{module}/{entity}/GET',
    ]);
  });

  it('hands every method of a webhook to ingest, whoever calls, and waits for 5 seconds', () => {
    const method = synthesized.get('Webhook/Api/webhook/{source}/ANY').Properties;

    expect(synthesized.readable(method)).toEqual({
      HttpMethod: 'ANY',
      AuthorizationType: 'NONE',
      ResourceId: '<Webhook/Api/webhook/{source}>',
      RestApiId: '<Webhook/Api>',
      Integration: integrationOf('Ingest', 5000),
    });
  });

  it('hands the reading of a state to the state function, if IAM allows it', () => {
    const method = synthesized.get('Webhook/Api/state/{module}/{entity}/GET').Properties;

    expect(synthesized.readable(method)).toEqual({
      HttpMethod: 'GET',
      AuthorizationType: 'AWS_IAM',
      ResourceId: '<Webhook/Api/state/{module}/{entity}>',
      RestApiId: '<Webhook/Api>',
      Integration: integrationOf('State', 6000),
    });
  });

  it('is deployed with both routes', () => {
    const { DependsOn } = synthesized.get('Webhook/Api/Deployment');

    expect(DependsOn.map((id) => synthesized.readable({ Ref: id }))).toEqual(
      expect.arrayContaining([
        '<Webhook/Api/webhook/{source}/ANY>',
        '<Webhook/Api/state/{module}/{entity}/GET>',
      ]),
    );
  });

  it('has no route for states where no module keeps any', () => {
    const independent = synthesize(stackWith({ modules: [auditTrail] }));

    expect([...independent.all('AWS::ApiGateway::Method').keys()]).toEqual([
      'Webhook/Api/webhook/{source}/ANY',
    ]);
    expect([...independent.all('AWS::Lambda::Function').keys()].toSorted()).toEqual([
      'Governor/Function',
      'Ingest/Function',
      'Module-audit-trail/Processor/Function',
      'Rotation/Function',
    ]);
  });

  it.each([
    { stageName: 'dev', rate: 100, burst: 200 },
    { stageName: 'prod', rate: 1000, burst: 2000 },
  ] as const)(
    'lets through in $stageName what is configured, and logs no execution',
    ({ stageName, rate, burst }) => {
      const { MethodSettings } = synthesizeStage(stageName).get(
        `Webhook/Api/DeploymentStage.${stageName}`,
      ).Properties;

      expect(MethodSettings).toEqual([
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: rate,
          ThrottlingBurstLimit: burst,
          MetricsEnabled: true,
          LoggingLevel: 'OFF',
          DataTraceEnabled: false,
        },
      ]);
    },
  );

  it('is traced', () => {
    expect(stage).toMatchObject({ TracingEnabled: true });
  });

  it('has access logs of these fields, none of which a caller can fill with text of their own', () => {
    const { DestinationArn, Format } = z
      .object({ DestinationArn: z.unknown(), Format: z.string() })
      .parse(stage['AccessLogSetting']);

    expect(synthesized.readable(DestinationArn)).toBe(
      'arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:<Webhook/AccessLogs>',
    );
    expect(JSON.parse(Format)).toEqual({
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
    });
  });

  it('has the role for its logs set before its stage is made, and left there when the stack goes', () => {
    expect(synthesized.get('Webhook/Api/Account').DeletionPolicy).toBe('Retain');
    expect(synthesized.get('Webhook/Api/CloudWatchRole').DeletionPolicy).toBe('Retain');
  });

  it('leaves the role for its logs to the account where that is asked for', () => {
    const withoutRole = synthesize(stackWith({ apiGatewayAccountRole: false }));

    expect([...withoutRole.all('AWS::ApiGateway::Account').keys()]).toEqual([]);
  });
});

describe('an answer that API Gateway gives by itself', () => {
  const answerSchema = z.object({
    ResponseType: z.string(),
    StatusCode: z.string().optional(),
    ResponseParameters: z.record(z.string(), z.string()).default({}),
    ResponseTemplates: z.object({ 'application/json': z.string() }).strict(),
  });
  const answers = [...synthesized.all('AWS::ApiGateway::GatewayResponse').values()].map(({ Properties }) =>
    answerSchema.parse(Properties),
  );

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', '404', 'NOT_FOUND', undefined],
    ['REQUEST_TOO_LARGE', '413', 'BODY_TOO_LARGE', undefined],
    ['UNSUPPORTED_MEDIA_TYPE', '415', 'UNSUPPORTED_MEDIA_TYPE', undefined],
    ['THROTTLED', '429', 'THROTTLED', "'5'"],
    ['WAF_FILTERED', '403', 'BLOCKED', undefined],
    ['INTEGRATION_FAILURE', '503', 'UNAVAILABLE', "'5'"],
    ['INTEGRATION_TIMEOUT', '503', 'UNAVAILABLE', "'5'"],
    ['DEFAULT_5XX', '503', 'UNAVAILABLE', "'5'"],
    ['DEFAULT_4XX', undefined, 'REQUEST_REFUSED', undefined],
  ])('for %s has status %s and says %s in JSON', (type, status, error, retryAfter) => {
    const answer = answers.find(({ ResponseType }) => ResponseType === type);

    expect(answer?.StatusCode).toBe(status);
    expect(answer?.ResponseParameters['gatewayresponse.header.Retry-After']).toBe(retryAfter);
    expect(JSON.parse(answer?.ResponseTemplates['application/json'] ?? '')).toEqual({
      error,
      message: expect.stringMatching(/^\S.*\.$/),
      requestId: '$context.requestId',
    });
  });

  it('is one of these', () => {
    expect(answers).toHaveLength(9);
  });
});
