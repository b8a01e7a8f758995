import * as z from 'zod';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { parseGovernorConfig } from '../../lambdas/governor/config';
import { createApp } from '../../lib/create-app';
import { auditTrail } from './fixture-manifests';
import { permissionsIn } from './permissions-in';
import { stackWith, synthesize, synthesizeHttpApi, type Synthesized } from './synthesized';
import { variablesOf } from './variables-of';

const synthesized = synthesizeHttpApi();
const properties = (path: string) => synthesized.readable(synthesized.get(path).Properties);

const webhook = 'Webhook/Api/ANY--webhook--{source}';
const state = 'Webhook/Api/GET--state--{module}--{entity}';

const metricSchema = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })),
});

/** Each metric that an alarm looks at, with its statistic, or the expression over them. */
const metricsOf = (path: string): unknown => {
  const { Metrics, ...alarm } = z
    .looseObject({ Metrics: z.array(z.looseObject({})).optional() })
    .parse(properties(path));
  return (
    Metrics ?? { ...metricSchema.parse(alarm), statistic: alarm['Statistic'] ?? alarm['ExtendedStatistic'] }
  );
};

const ofStage = (MetricName: string) => ({
  Namespace: 'AWS/ApiGateway',
  MetricName,
  Dimensions: [
    { Name: 'ApiId', Value: '<Webhook/Api>' },
    { Name: 'Stage', Value: 'dev' },
  ],
});

describe('the HTTP API', () => {
  it('stands in the place of the REST API', () => {
    expect(properties('Webhook/Api')).toMatchObject({ ProtocolType: 'HTTP' });
    const types = [...synthesized.all().values()].map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('AWS::ApiGateway::'))).toEqual([]);
    expect(types.filter((type) => type.startsWith('AWS::WAFv2::'))).toEqual([]);
  });

  it('has two routes', () => {
    expect([...synthesized.all('AWS::ApiGatewayV2::Route').keys()]).toEqual([webhook, state]);
    expect([
      ...synthesize(stackWith({ api: 'http', modules: [auditTrail] }))
        .all('AWS::ApiGatewayV2::Route')
        .keys(),
    ]).toEqual([webhook]);
  });

  it.each([
    [webhook, 'ANY /webhook/{source}', 'NONE', 'Ingest', 5000],
    [state, 'GET /state/{module}/{entity}', 'AWS_IAM', 'State', 6000],
  ])('has the route %s lead to its function, in payload format 2.0', (path, key, type, fn, timeoutMs) => {
    expect(properties(path)).toEqual({
      ApiId: '<Webhook/Api>',
      RouteKey: key,
      AuthorizationType: type,
      Target: `integrations/<${path}/${fn}>`,
    });
    expect(properties(`${path}/${fn}`)).toEqual({
      ApiId: '<Webhook/Api>',
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: `<${fn}/Function.Arn>`,
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: timeoutMs,
    });
  });

  it('has one stage, which deploys itself, lets through what is configured, and is named as asked', () => {
    expect(properties('Webhook/Stage')).toMatchObject({
      ApiId: '<Webhook/Api>',
      StageName: 'dev',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
    expect([...synthesized.all('AWS::ApiGatewayV2::Stage').keys()]).toEqual(['Webhook/Stage']);
  });

  it('has access logs of these fields, none of which a caller can fill with text of their own', () => {
    const { AccessLogSettings } = z
      .object({ AccessLogSettings: z.object({ DestinationArn: z.string(), Format: z.string() }) })
      .parse(properties('Webhook/Stage'));

    expect(AccessLogSettings.DestinationArn).toBe('<Webhook/AccessLogs.Arn>');
    expect(JSON.parse(AccessLogSettings.Format)).toEqual({
      requestId: '$context.requestId',
      requestTime: '$context.requestTime',
      method: '$context.httpMethod',
      resource: '$context.routeKey',
      status: '$context.status',
      latencyMs: '$context.responseLatency',
      integrationLatencyMs: '$context.integration.latency',
      integrationStatus: '$context.integration.status',
      responseLength: '$context.responseLength',
      gatewayError: '$context.error.responseType',
    });
  });

  it('sets no role for the logs of all APIs of the account, which it does not need', () => {
    expect([...synthesized.all('AWS::ApiGateway::Account').keys()]).toEqual([]);
    expect(
      [...synthesized.all('AWS::IAM::Role').keys()].filter((path) => path.startsWith('Webhook')),
    ).toEqual([]);
  });

  it('has the address that the outputs give', () => {
    const { outputs } = synthesized;
    const url = (key: string) => synthesized.readable(outputs[key]?.Value);
    const base = 'https://<Webhook/Api>.execute-api.<AWS::Region>.<AWS::URLSuffix>/dev';

    expect(url(stackOutputs.apiUrl)).toBe(base);
    expect(url(stackOutputs.sourceUrl('genesys'))).toBe(`${base}/webhook/genesys`);
    expect(url(stackOutputs.stateUrl)).toBe(`${base}/state`);
  });

  it('may invoke ingest and the state function, each by its own route', () => {
    const onApi = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<Webhook/Api>';
    const permissions = [...synthesized.all('AWS::Lambda::Permission').values()]
      .map(({ Properties }) => synthesized.readable(Properties))
      .filter((permission) => JSON.stringify(permission).includes('apigateway.amazonaws.com'));

    expect(permissions).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<Ingest/Function.Arn>',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: `${onApi}/*/*/webhook/{source}`,
      },
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<State/Function.Arn>',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: `${onApi}/*/*/state/{module}/{entity}`,
      },
    ]);
  });

  it('is refused with a web ACL, which the stage prod has', () => {
    expect(() => createApp({ context: { api: 'http', stage: 'prod' }, bundling: false })).toThrow(
      'waf is {}, but api is "http", and an HTTP API takes no web ACL',
    );
  });
});

describe('the alarms on the HTTP API', () => {
  it('count answers 5xx', () => {
    expect(metricsOf('Webhook/UnavailableAlarm')).toEqual({ ...ofStage('5xx'), statistic: 'Sum' });
  });

  it('compute the share of answers 5xx', () => {
    const counted = (id: string, name: string, stat: string) => ({
      Id: id,
      ReturnData: false,
      MetricStat: { Metric: ofStage(name), Period: 60, Stat: stat },
    });
    expect(metricsOf('IngestHealth/Errors')).toEqual([
      {
        Id: 'expr_1',
        Expression: 'FILL(errors, 0) / requests',
        Label: 'Share of answers 5xx',
        ReturnData: true,
      },
      counted('errors', '5xx', 'Sum'),
      counted('requests', 'Count', 'SampleCount'),
    ]);
    expect(properties('IngestHealth/Errors')).toMatchObject({ Threshold: 0.05 });
  });

  it('look at the latency', () => {
    expect(metricsOf('IngestHealth/Slow')).toEqual({ ...ofStage('Latency'), statistic: 'p99' });
  });
});

describe('the governor of an HTTP API', () => {
  it('learns which stage is its own, and of which kind', () => {
    expect(parseGovernorConfig(variablesOf(synthesized, 'Governor/Function'))).toMatchObject({
      apiKind: 'http',
      apiId: '<Webhook/Api>',
      apiStage: 'dev',
      settings: { ratePerSecond: 100, burst: 200, floorPerSecond: 10 },
    });
  });

  it('may read and change this one stage', () => {
    const onStage = permissionsOf(synthesized, 'Governor').filter((permission) =>
      permission.includes('apigateway:'),
    );
    const arn = 'arn:<AWS::Partition>:apigateway:<AWS::Region>::/apis/<Webhook/Api>/stages/dev';

    expect(onStage).toEqual([`apigateway:GET on ${arn}`, `apigateway:PATCH on ${arn}`]);
  });
});

const permissionsOf = (from: Synthesized, path: string): string[] =>
  permissionsIn(from)
    .filter((permission) => permission.startsWith(`<${path}/Role>`))
    .map((permission) => permission.replace(/^.+?: Allow /, ''))
    .toSorted();
