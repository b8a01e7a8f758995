import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type ApiServer, type RequestEvent, startApiServer } from '../../../tools/local/api/api-server';
import { Throttle } from '../../../tools/local/api/throttle';
import { ManualClock } from '../../../tools/local/clock';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import { amzDate, authorization, plain, signatures, signedMs } from './iam-api';
import { rawHttp } from './raw-http';

let clock: ManualClock;
let server: ApiServer;
let events: APIGatewayProxyEventV2[];
let requests: RequestEvent[];
let answer: (event: unknown) => Promise<InvocationOutcome>;

const succeed = (payload: unknown): Promise<InvocationOutcome> =>
  Promise.resolve({ status: 'succeeded', requestId: 'r', payload });

beforeEach(async () => {
  clock = new ManualClock(signedMs);
  events = [];
  requests = [];
  answer = () => succeed({ statusCode: 200, body: '{"status":"accepted"}' });
  server = await startApiServer({ clock, onRequest: (request) => requests.push(request) });
  server.serve({
    model: {
      apiKind: 'http',
      routes: [
        { method: 'ANY', path: '/webhook/{source}', functionLogicalId: 'Ingest', timeoutMs: 5_000 },
        { method: 'GET', path: '/patient', functionLogicalId: 'Ingest' },
        {
          method: 'GET',
          path: '/state/{module}/{entity}',
          functionLogicalId: 'State',
          authorization: 'aws-iam',
        },
      ],
      binaryMediaTypes: [],
      gatewayResponses: new Map(),
    },
    invoke: (_, event) => {
      if ('version' in event) events.push(event);
      return answer(event);
    },
    stage: 'live',
    accountId: '000000000000',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    throttle: new Throttle(clock, { ratePerSecond: 1, burst: 5 }),
  });
});
afterEach(() => server.close());

const post = (body: Buffer | string, contentType?: string): Promise<Response> =>
  fetch(`${server.url}/webhook/genesys`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: contentType === undefined ? {} : { 'content-type': contentType },
  });

const read = (path: string, headers: Readonly<Record<string, string>>): Promise<string> =>
  rawHttp(
    server.url,
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nConnection: close\r\n` +
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('') +
      '\r\n',
  );

describe('the event for the function behind an HTTP API', () => {
  it('has payload format 2.0: lower-case names, joined values, the stage before a decoded path', async () => {
    await rawHttp(
      server.url,
      'POST /webhook/gene%73ys?a=1&b=%20x&a=2 HTTP/1.1\r\nHost: api.test\r\n' +
        'X-PureCloud-Signature: one\r\nx-purecloud-signature: two\r\nCookie: a=1; b=2\r\n' +
        'User-Agent: probe\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    );

    expect(events[0]).toEqual({
      version: '2.0',
      routeKey: 'ANY /webhook/{source}',
      rawPath: '/live/webhook/genesys',
      rawQueryString: 'a=1&b=%20x&a=2',
      cookies: ['a=1', 'b=2'],
      headers: expect.objectContaining({
        host: 'api.test',
        'x-purecloud-signature': 'one,two',
        'content-type': 'application/json',
        'x-forwarded-proto': 'https',
      }),
      queryStringParameters: { a: '1,2', b: ' x' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        domainName: 'api.test',
        domainPrefix: 'local',
        http: {
          method: 'POST',
          path: '/live/webhook/genesys',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'probe',
        },
        requestId: expect.any(String),
        routeKey: 'ANY /webhook/{source}',
        stage: 'live',
        time: '09/Apr/2026:12:34:56 +0000',
        timeEpoch: signedMs,
      },
      body: '{}',
      pathParameters: { source: 'genesys' },
      isBase64Encoded: false,
    });
    expect(events[0]?.headers).not.toHaveProperty('cookie');
    expect(events[0]?.headers).not.toHaveProperty('connection');
  });

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'text/plain', 'application/xml'])(
    'has a body of the type %s as text',
    async (contentType) => {
      await post('"é"', contentType);

      expect(events[0]).toMatchObject({ body: '"é"', isBase64Encoded: false });
    },
  );

  it.each(['application/cloudevents+json', 'application/octet-stream', undefined])(
    'has the bytes of a body of the type %s as base64',
    async (contentType) => {
      const bytes = Buffer.from([0x22, 0xff, 0x00]);

      await post(bytes, contentType);

      expect(events[0]).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
    },
  );

  it('has what text can be of JSON that is not UTF-8', async () => {
    await post(Buffer.from([0x22, 0xff, 0x22]), 'application/json');

    expect(events[0]).toMatchObject({ body: '"\uFFFD"', isBase64Encoded: false });
  });

  it('has no body where none was sent', async () => {
    await post('', 'application/json');

    expect(events[0]).not.toHaveProperty('body');
    expect(events[0]?.isBase64Encoded).toBe(false);
  });
});

describe('the answer of an HTTP API', () => {
  it('is the function’s', async () => {
    const headers = { 'content-type': 'application/json', 'retry-after': '5' };
    answer = () => succeed({ statusCode: 503, headers, body: '{"a":1}', cookies: ['c=1', 'd=2'] });

    const response = await post('{}');

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(response.headers.getSetCookie()).toEqual(['c=1', 'd=2']);
    expect(response.headers.get('apigw-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({ a: 1 });
  });

  it('is 200 and what the function gives, if that has no status', async () => {
    answer = () => succeed({ a: 1 });

    const response = await post('{}');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ a: 1 });
  });

  it.each<[string, InvocationOutcome]>([
    ['fails', { status: 'failed', requestId: 'r', error: { errorType: 'E', errorMessage: 'm', trace: [] } }],
    ['answers nothing', { status: 'succeeded', requestId: 'r', payload: null }],
    ['answers no status', { status: 'succeeded', requestId: 'r', payload: { statusCode: 'ok' } }],
  ])('is 500 when the function %s', async (_, outcome) => {
    answer = () => Promise.resolve(outcome);

    const response = await post('{}');

    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });

  it.each([
    ['/webhook/genesys', 5_000],
    ['/patient', 30_000],
  ])('to %s is 503 when the function has not answered after %d ms', async (path, timeoutMs) => {
    const asked = Promise.withResolvers<void>();
    answer = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const answered = jest.fn();
    const response = fetch(server.url + path);
    void response.then(answered);
    await asked.promise;

    clock.advance(timeoutMs - 1);
    expect(answered).not.toHaveBeenCalled();
    clock.advance(1);

    expect((await response).status).toBe(503);
    expect(await (await response).json()).toEqual({ message: 'Service Unavailable' });
  });

  it.each(['/nowhere', '/webhook', '/webhook/genesys/more', '/webhook/a%2Fb'])(
    'to %s is 404, as there is no such route',
    async (path) => {
      const response = await fetch(server.url + path, { method: 'POST' });

      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ message: 'Not Found' });
      expect(requests).toMatchObject([{ gatewayError: 'ROUTE_NOT_FOUND' }]);
      expect(events).toEqual([]);
    },
  );

  it('is 429 beyond the throttle', async () => {
    const statuses: number[] = [];
    for (let sent = 0; sent < 6; sent += 1) statuses.push((await post('{}')).status);
    const refused = await post('{}');
    clock.advance(1000);

    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await refused.json()).toEqual({ message: 'Too Many Requests' });
    expect(refused.headers.has('retry-after')).toBe(false);
    expect((await post('{}')).status).toBe(200);
  });

  it('is 413 for a body over 10 MB', async () => {
    const response = await post(Buffer.alloc(10_485_761));

    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ message: 'Request Entity Too Large' });
  });
});

describe('a route of an HTTP API that IAM authorises', () => {
  it('tells the function who has signed, and keeps the signature to itself', async () => {
    expect(await read(plain, authorization())).toMatch(/^HTTP\/1.1 200 /);

    expect(events[0]).toMatchObject({
      pathParameters: { module: 'agent-presence', entity: 'agent-7' },
      requestContext: { authorizer: { iam: { accessKey: 'local', userId: 'local' } } },
    });
    expect(JSON.stringify(events[0])).not.toContain('Signature');
  });

  it('decodes its path parameters', async () => {
    const path = '/state/m/a-b_c.d~e';
    await read(path, authorization({ signature: signatures[path] }));

    expect(events[0]?.pathParameters).toEqual({ module: 'm', entity: 'a-b_c.d~e' });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['no signature', {}],
    ['a wrong signature', authorization({ signature: '0'.repeat(64) })],
    ['another key', authorization({ key: 'other' })],
    ['half a signature', { 'X-Amz-Date': amzDate, Authorization: 'AWS4-HMAC-SHA256 Credential=local' }],
  ])('is forbidden with %s', async (_, headers) => {
    const raw = await read(plain, headers);

    expect(raw).toMatch(/^HTTP\/1.1 403 /);
    expect(raw).toContain('{"message":"Forbidden"}');
    expect(events).toEqual([]);
  });
});
