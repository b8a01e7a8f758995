import { lambda, modelOf, modelWith, problemsOf } from './stack';

const api = {
  Door: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'Door', ProtocolType: 'HTTP' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      ApiId: { Ref: 'Door' },
      StageName: 'live',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 12.5, ThrottlingBurstLimit: 25 },
    },
  },
  Ingest: lambda(),
  ToIngest: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Door' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['Ingest', 'Arn'] },
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: 5000,
    },
  },
};

const route = (RouteKey: string, more: object = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Door' },
    AuthorizationType: 'NONE',
    RouteKey,
    Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'ToIngest' }]] },
    ...more,
  },
});

const integration = (change: object) => ({
  ToIngest: { ...api.ToIngest, Properties: { ...api.ToIngest.Properties, ...change } },
});

const ofStage = (change: object) => ({
  Stage: { ...api.Stage, Properties: { ApiId: { Ref: 'Door' }, StageName: 'live', ...change } },
});

const webhook = route('ANY /webhook/{source}');

describe('the HTTP API of a template', () => {
  it('is read with its stage, its throttle and its routes', () => {
    const model = modelWith({
      ...api,
      Webhook: webhook,
      State: route('GET /state/{module}/{entity}', { AuthorizationType: 'AWS_IAM' }),
    });

    expect(model).toMatchObject({
      apiKind: 'http',
      stageName: 'live',
      throttling: { ratePerSecond: 12.5, burst: 25 },
      binaryMediaTypes: [],
    });
    expect(model.apiId).toMatch(/^[a-z0-9]+$/);
    expect(model.routes).toEqual([
      { method: 'ANY', path: '/webhook/{source}', functionLogicalId: 'Ingest', timeoutMs: 5000 },
      {
        method: 'GET',
        path: '/state/{module}/{entity}',
        functionLogicalId: 'Ingest',
        authorization: 'aws-iam',
        timeoutMs: 5000,
      },
    ]);
    expect(model.skipped).toEqual([]);
  });

  it('has API Gateway’s own timeout where the template names none', () => {
    const { routes } = modelWith({
      ...api,
      ...integration({ TimeoutInMillis: { Ref: 'AWS::NoValue' } }),
      Webhook: webhook,
    });

    expect(routes).toEqual([{ method: 'ANY', path: '/webhook/{source}', functionLogicalId: 'Ingest' }]);
  });

  it.each([
    [{ DefaultRouteSettings: { ThrottlingRateLimit: 5 } }, { ratePerSecond: 5, burst: 5000 }],
    [{ DefaultRouteSettings: { ThrottlingBurstLimit: '7' } }, { ratePerSecond: 10_000, burst: 7 }],
    [{ DefaultRouteSettings: { DetailedMetricsEnabled: true } }, undefined],
    [{}, undefined],
  ])('is throttled as its stage says: %j', (settings, limits) => {
    expect(modelWith({ ...api, ...ofStage(settings) }).throttling).toEqual(limits);
  });

  it('has the throttle of a single route skipped', () => {
    const settings = { RouteSettings: { 'ANY /webhook/{source}': { ThrottlingRateLimit: 1 } } };

    expect(modelWith({ ...api, ...ofStage(settings) }).skipped).toEqual([
      { logicalId: 'Stage', reason: expect.stringContaining('ANY /webhook/{source}') },
    ]);
  });

  it('has its public address replaced, stage and all', () => {
    const at = (...parts: unknown[]) => ({ Value: { 'Fn::Join': ['', parts] } });
    const { outputs } = modelOf({
      Resources: api,
      Outputs: {
        Url: at(
          'https://',
          { Ref: 'Door' },
          '.execute-api.',
          { Ref: 'AWS::Region' },
          '.amazonaws.com/',
          { Ref: 'Stage' },
          '/webhook/genesys',
        ),
        Endpoint: at({ 'Fn::GetAtt': ['Door', 'ApiEndpoint'] }, '/live/state'),
      },
    });

    expect([...outputs]).toEqual([
      ['Url', 'http://127.0.0.1:3000/webhook/genesys'],
      ['Endpoint', 'http://127.0.0.1:3000/state'],
    ]);
  });
});

describe('what the local runner does not serve of HTTP APIs', () => {
  it('is skipped: a WebSocket API, a route for everything, a route to something else', () => {
    const { apiKind, routes, skipped } = modelWith({
      Chat: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
      ...api,
      ToUrl: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://example.com' },
      },
      Rest: route('$default'),
      Elsewhere: route('GET /elsewhere', {
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'ToUrl' }]] },
      }),
    });

    expect(apiKind).toBe('http');
    expect(routes).toEqual([]);
    expect(skipped.map(({ logicalId }) => logicalId)).toEqual(['Chat', 'Rest', 'Elsewhere']);
  });

  it('is a problem: another format, another authorizer, a function that is not there, a second API', () => {
    const nobody = 'arn:aws:lambda:eu-central-1:123456789012:function:nobody';
    const problemsWith = (resources: object) =>
      problemsOf({ Resources: { ...api, Webhook: webhook, ...resources } });

    expect(problemsWith(integration({ PayloadFormatVersion: '1.0' }))).toEqual([
      expect.stringContaining('payload format 2.0 only'),
    ]);
    expect(problemsWith({ Webhook: route('GET /a', { AuthorizationType: 'JWT' }) })).toEqual([
      expect.stringContaining('the local runner knows NONE and AWS_IAM only'),
    ]);
    expect(problemsWith(integration({ IntegrationUri: nobody }))).toEqual([
      `Resources.Webhook.Properties.Target: the local runner runs no function of ${nobody}`,
    ]);
    expect(problemsWith({ Rest: { Type: 'AWS::ApiGateway::RestApi', Properties: {} } })).toEqual([
      'Resources.Door: the local runner serves one API, this is another',
    ]);
  });
});
