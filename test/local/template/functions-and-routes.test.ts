import { context, lambda, modelOf, modelWith, problemsOf, queue } from './stack';

const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });

const api = {
  ApiF70053CD: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Api', BinaryMediaTypes: ['*/*'] } },
  ApiStage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { RestApiId: { Ref: 'ApiF70053CD' }, StageName: 'prod' },
  },
  // Stands before its parent, as a template may have it.
  Source: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { ParentId: { Ref: 'Webhook' }, PathPart: '{source}', RestApiId: { Ref: 'ApiF70053CD' } },
  },
  Webhook: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: {
      ParentId: attribute('ApiF70053CD', 'RootResourceId'),
      PathPart: 'webhook',
      RestApiId: { Ref: 'ApiF70053CD' },
    },
  },
};
const publicUrl = {
  'Fn::Join': [
    '',
    [
      'https://',
      { Ref: 'ApiF70053CD' },
      '.execute-api.',
      { Ref: 'AWS::Region' },
      '.',
      { Ref: 'AWS::URLSuffix' },
      '/',
      { Ref: 'ApiStage' },
      '/webhook/genesys',
    ],
  ],
};

const method = (resource: unknown, target: unknown, verb = 'POST') => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    AuthorizationType: 'NONE',
    HttpMethod: verb,
    ResourceId: resource,
    RestApiId: { Ref: 'ApiF70053CD' },
    Integration: {
      IntegrationHttpMethod: 'POST',
      Type: 'AWS_PROXY',
      Uri: {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':apigateway:',
            { Ref: 'AWS::Region' },
            ':lambda:path/2015-03-31/functions/',
            target,
            '/invocations',
          ],
        ],
      },
    },
  },
});

const mapping = (properties: object = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: attribute('Calls', 'Arn'),
    FunctionName: { Ref: 'Processor' },
    ...properties,
  },
});

describe('functions of a template', () => {
  it('reads what a function needs to run, its environment resolved', () => {
    const { functions } = modelWith({
      ...api,
      Calls: queue(),
      Ingest4069586C: lambda({
        Timeout: 5,
        MemorySize: 512,
        FunctionName: 'ingest',
        Environment: { Variables: { QUEUE_URL: { Ref: 'Calls' }, LIMIT: 5, SELF: publicUrl } },
      }),
    });

    expect(functions).toEqual([
      {
        logicalId: 'Ingest4069586C',
        name: 'ingest',
        arn: 'arn:aws:lambda:eu-central-1:123456789012:function:ingest',
        codePath: context.directory,
        handler: 'index.handler',
        timeoutSeconds: 5,
        memoryMiB: 512,
        environment: {
          QUEUE_URL: 'http://127.0.0.1:9324/123456789012/Calls',
          LIMIT: '5',
          SELF: 'http://127.0.0.1:3000/webhook/genesys',
        },
      },
    ]);
  });

  it('has Lambda’s own defaults for what a template leaves out', () => {
    const { functions } = modelWith({ Ingest: lambda() });

    expect(functions[0]).toMatchObject({ timeoutSeconds: 3, memoryMiB: 128, environment: {} });
  });

  it('skips what works during deployments only, and says so', () => {
    const { functions, skipped } = modelWith({
      Ingest: lambda(),
      OnEvent: lambda(),
      Framework: lambda({
        Handler: 'framework.onEvent',
        Environment: { Variables: { USER_ON_EVENT_FUNCTION_ARN: attribute('OnEvent', 'Arn') } },
      }),
      Custom: {
        Type: 'AWS::CloudFormation::CustomResource',
        Properties: { ServiceToken: attribute('Framework', 'Arn') },
      },
      BucketDeployment: lambda({ Runtime: 'python3.13' }),
      Deployment: {
        Type: 'Custom::CDKBucketDeployment',
        Properties: { ServiceToken: attribute('BucketDeployment', 'Arn') },
      },
    });

    expect(functions.map(({ logicalId }) => logicalId)).toEqual(['Ingest']);
    expect(skipped).toEqual([
      { logicalId: 'OnEvent', reason: 'is called by Framework, during deployments only' },
      { logicalId: 'Framework', reason: 'works for the custom resource Custom, during deployments only' },
      {
        logicalId: 'BucketDeployment',
        reason: 'works for the custom resource Deployment, during deployments only',
      },
    ]);
  });

  it('says what else of a template would do something that is not done here', () => {
    const { skipped } = modelWith({
      EveryMinute: { Type: 'AWS::Scheduler::Schedule', Properties: {} },
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    });

    expect(skipped).toEqual([
      { logicalId: 'EveryMinute', reason: 'AWS::Scheduler::Schedule: schedules do not fire' },
    ]);
  });

  it.each([
    ['another runtime', lambda({ Runtime: 'python3.13' }), 'Properties.Runtime: expected a Node.js runtime'],
    [
      'no asset metadata',
      { ...lambda(), Metadata: {} },
      'Metadata: no aws:asset:path; synthesize with asset metadata on, as the CDK command line does',
    ],
    [
      'a bundle that is gone',
      { ...lambda(), Metadata: { 'aws:asset:path': '/nowhere/asset.1' } },
      'Metadata: the bundle /nowhere/asset.1 does not exist; synthesize again',
    ],
  ])('tells of a function with %s', (_, resource, problem) => {
    expect(problemsOf({ Resources: { Ingest: resource } })).toEqual([`Resources.Ingest.${problem}`]);
  });
});

describe('event source mappings of a template', () => {
  it('reads batch size, concurrency and partial failures', () => {
    const { mappings } = modelWith({
      Calls: queue({ FifoQueue: true }),
      Processor: lambda(),
      Mapping: mapping({
        BatchSize: 7,
        Enabled: false,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 12 },
      }),
    });

    expect(mappings).toEqual([
      {
        logicalId: 'Mapping',
        uuid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        queueArn: 'arn:aws:sqs:eu-central-1:123456789012:Calls.fifo',
        functionLogicalId: 'Processor',
        batchSize: 7,
        maxConcurrency: 12,
        reportsItemFailures: true,
        enabled: false,
      },
    ]);
  });

  it('has Lambda’s own defaults, and finds the function behind an alias', () => {
    const { mappings } = modelWith({
      Calls: queue(),
      Processor: lambda(),
      Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Processor' }, Name: 'live' } },
      Mapping: mapping({ FunctionName: { Ref: 'Live' } }),
    });

    expect(mappings[0]).toMatchObject({
      functionLogicalId: 'Processor',
      batchSize: 10,
      reportsItemFailures: false,
      enabled: true,
    });
    expect(mappings[0]).not.toHaveProperty('maxConcurrency');
  });

  it('does not take one function for another whose name begins alike', () => {
    const { mappings } = modelWith({
      Calls: queue(),
      Process: lambda(),
      Processor: lambda(),
      Mapping: mapping(),
    });

    expect(mappings[0]?.functionLogicalId).toBe('Processor');
  });

  it('skips a mapping from a stream, and says so', () => {
    const stream = 'arn:aws:dynamodb:eu-central-1:123456789012:table/claims/stream/1';

    const { mappings, skipped } = modelWith({
      Processor: lambda(),
      Mapping: mapping({ EventSourceArn: stream }),
    });

    expect(mappings).toEqual([]);
    expect(skipped).toEqual([{ logicalId: 'Mapping', reason: `reads from ${stream}, which is no queue` }]);
  });

  it('tells of everything about a mapping that cannot be run', () => {
    const elsewhere = 'arn:aws:sqs:eu-central-1:123456789012:elsewhere';

    const problems = problemsOf({
      Resources: {
        Unknown: mapping({ EventSourceArn: elsewhere, FunctionName: 'nobody' }),
        Filtered: mapping({
          EventSourceArn: elsewhere,
          FunctionName: 'nobody',
          FilterCriteria: { Filters: [] },
        }),
      },
    });

    expect(problems).toEqual([
      `Resources.Unknown.Properties.EventSourceArn: the template has no queue ${elsewhere}`,
      'Resources.Unknown.Properties.FunctionName: the local runner runs no function nobody',
      'Resources.Filtered.Properties.FilterCriteria: the local runner cannot filter messages',
    ]);
  });
});

describe('routes of a template', () => {
  const target = attribute('Ingest', 'Arn');

  it('reads paths, methods and the function behind each integration', () => {
    const post = method({ Ref: 'Source' }, target);

    const { routes, binaryMediaTypes, stageName } = modelWith({
      ...api,
      Ingest: lambda(),
      Post: {
        ...post,
        Properties: {
          ...post.Properties,
          Integration: { ...post.Properties.Integration, TimeoutInMillis: 5000 },
        },
      },
      Root: method(attribute('ApiF70053CD', 'RootResourceId'), target, 'ANY'),
    });

    expect(routes).toEqual([
      { method: 'POST', path: '/webhook/{source}', functionLogicalId: 'Ingest', timeoutMs: 5000 },
      { method: 'ANY', path: '/', functionLogicalId: 'Ingest' },
    ]);
    expect(binaryMediaTypes).toEqual(['*/*']);
    expect(stageName).toBe('prod');
  });

  it('says which routes IAM authorises, and serves none that another authorizer guards', () => {
    const get = method({ Ref: 'Source' }, target, 'GET');
    const withType = (AuthorizationType: string) => ({
      ...api,
      Ingest: lambda(),
      Get: { ...get, Properties: { ...get.Properties, AuthorizationType } },
    });

    expect(modelWith(withType('AWS_IAM')).routes).toMatchObject([
      { method: 'GET', authorization: 'aws-iam' },
    ]);
    expect(problemsOf({ Resources: withType('COGNITO_USER_POOLS') })).toEqual([
      'Resources.Get.Properties.AuthorizationType: the local runner knows NONE and AWS_IAM only',
    ]);
  });

  it('finds the function in an integration written with Fn::Sub, and behind a version', () => {
    const post = method({ Ref: 'Source' }, target);
    const Uri = {
      'Fn::Sub':
        'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${IngestVersion}/invocations',
    };

    const { routes } = modelWith({
      ...api,
      Ingest: lambda(),
      IngestVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Ingest' } } },
      Post: { ...post, Properties: { ...post.Properties, Integration: { Type: 'AWS_PROXY', Uri } } },
    });

    expect(routes).toEqual([{ method: 'POST', path: '/webhook/{source}', functionLogicalId: 'Ingest' }]);
  });

  it('skips a method that API Gateway answers by itself, and says so', () => {
    const options = method({ Ref: 'Source' }, target, 'OPTIONS');

    const { routes, skipped } = modelWith({
      ...api,
      Options: { ...options, Properties: { ...options.Properties, Integration: { Type: 'MOCK' } } },
    });

    expect(routes).toEqual([]);
    expect(skipped).toEqual([
      { logicalId: 'Options', reason: 'the integration of OPTIONS /webhook/{source} has the type MOCK' },
    ]);
  });

  it('tells of a function that is not there, a resource without a way to the root, and a second API', () => {
    const nobody = 'arn:aws:lambda:eu-central-1:123456789012:function:nobody';

    const problems = problemsOf({
      Resources: {
        ...api,
        Post: method('res-1', nobody),
        Second: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
      },
    });

    expect(problems).toEqual([
      'Resources.Second: the local runner serves one API, this is another',
      `Resources.Post.Properties.Integration.Uri: the local runner runs no function of arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${nobody}/invocations`,
      'Resources.Post.Properties.ResourceId: no resource with the id res-1 leads to the root',
    ]);
  });

  it('replaces the public address of the API in outputs, and no other address', () => {
    const foreign = 'https://abc.execute-api.eu-central-1.amazonaws.com/prod/x';

    const { outputs } = modelOf({
      Resources: api,
      Outputs: { Url: { Value: publicUrl }, Foreign: { Value: foreign } },
    });

    expect([...outputs]).toEqual([
      ['Url', 'http://127.0.0.1:3000/webhook/genesys'],
      ['Foreign', foreign],
    ]);
  });
});

describe('gateway responses of a template', () => {
  const response = (properties: object) => ({
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: { RestApiId: { Ref: 'ApiF70053CD' }, ...properties },
  });

  it('reads status, fixed headers and the JSON template', () => {
    const { gatewayResponses } = modelWith({
      ...api,
      NotFound: response({
        ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
        StatusCode: '404',
        ResponseParameters: {
          'gatewayresponse.header.Retry-After': "'5'",
          'gatewayresponse.header.X-Path': 'method.request.path.source',
        },
        ResponseTemplates: { 'application/json': '{"error":"$context.requestId"}' },
      }),
    });

    expect(gatewayResponses.get('MISSING_AUTHENTICATION_TOKEN')).toEqual({
      statusCode: 404,
      headers: { 'Retry-After': '5' },
      template: '{"error":"$context.requestId"}',
    });
  });

  it('leaves the status open, and has API Gateway’s own template, where the template names none', () => {
    const { gatewayResponses } = modelWith({ ...api, Any: response({ ResponseType: 'DEFAULT_4XX' }) });

    expect(gatewayResponses.get('DEFAULT_4XX')).toEqual({
      headers: {},
      template: '{"message":$context.error.messageString}',
    });
  });
});
