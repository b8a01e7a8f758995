/** What a test changes of an event. */
export interface EventChanges {
  readonly version?: unknown;
  readonly rawPath?: unknown;
  readonly stage?: unknown;
  readonly method?: unknown;
  readonly headers?: unknown;
  readonly pathParameters?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/** The example of the API Gateway developer guide, for the route `ANY /webhook/{source}` of the stage `live`. */
export const fromHttpApi = (changes: EventChanges = {}): Record<string, unknown> => {
  const { method, stage, ...rest } = { method: 'POST', stage: 'live', ...changes };
  return {
    version: '2.0',
    routeKey: 'ANY /webhook/{source}',
    rawPath: '/live/webhook/genesys',
    rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=value',
    cookies: ['cookie1', 'cookie2'],
    headers: { header1: 'value1', 'x-purecloud-signature': 'value1,value2' },
    queryStringParameters: { parameter1: 'value1,value2', parameter2: 'value' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api-id',
      domainName: 'id.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'id',
      http: {
        method,
        path: '/live/webhook/genesys',
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'agent',
      },
      requestId: 'id',
      routeKey: 'ANY /webhook/{source}',
      stage,
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1_583_348_638_390,
    },
    body: 'Hello from Lambda',
    pathParameters: { source: 'genesys' },
    isBase64Encoded: false,
    stageVariables: { stageVariable1: 'value1' },
    ...rest,
  };
};

/** The example of the Lambda developer guide: no routes, no parameters, and the stage that has no name. */
export const fromFunctionUrl = (changes: EventChanges = {}): Record<string, unknown> => {
  const { method, stage, ...rest } = { method: 'POST', stage: '$default', ...changes };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/webhook/genesys',
    rawQueryString: '',
    headers: {
      'content-type': 'application/json',
      host: 'url-id.lambda-url.us-west-2.on.aws',
      'x-amzn-trace-id': 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-purecloud-signature': 'abc',
    },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'url-id',
      domainName: 'url-id.lambda-url.us-west-2.on.aws',
      domainPrefix: 'url-id',
      http: {
        method,
        path: '/webhook/genesys',
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'agent',
      },
      requestId: 'id',
      routeKey: '$default',
      stage,
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1_583_348_638_390,
    },
    body: '{}',
    isBase64Encoded: false,
    ...rest,
  };
};
