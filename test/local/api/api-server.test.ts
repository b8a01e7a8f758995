import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type ApiServer, type RequestEvent, startApiServer } from '../../../tools/local/api/api-server';
import { ManualClock } from '../../../tools/local/clock';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import { rawHttp } from './raw-http';

const nowMs = Date.parse('2026-04-09T12:34:56.789Z');
const clock = new ManualClock(nowMs);
let server: ApiServer;
let events: APIGatewayProxyEvent[];
let requests: RequestEvent[];
let answer: (event: unknown) => Promise<InvocationOutcome>;

const succeed = (payload: unknown): Promise<InvocationOutcome> =>
  Promise.resolve({ status: 'succeeded', requestId: 'r', payload });

beforeAll(async () => {
  server = await startApiServer({ clock, onRequest: (request) => requests.push(request) });
  server.serve({
    model: {
      routes: [
        { method: 'POST', path: '/webhook/{source}', functionLogicalId: 'Ingest' },
        { method: 'HEAD', path: '/webhook/{source}', functionLogicalId: 'Ingest' },
        { method: 'ANY', path: '/text', functionLogicalId: 'Ingest' },
        { method: 'POST', path: '/hasty', functionLogicalId: 'Ingest', timeoutMs: 5_000 },
      ],
      binaryMediaTypes: ['*/*'],
      gatewayResponses: new Map([
        [
          'DEFAULT_5XX',
          {
            statusCode: 503,
            headers: { 'Retry-After': '5' },
            template:
              '{"type":"$context.error.responseType","message":$context.error.messageString,"id":"$context.requestId"}',
          },
        ],
        [
          'MISSING_AUTHENTICATION_TOKEN',
          { statusCode: 404, headers: {}, template: '{"error":"no such route"}' },
        ],
      ]),
    },
    invoke: (functionLogicalId, event) => {
      expect(functionLogicalId).toBe('Ingest');
      if ('httpMethod' in event) events.push(event);
      return answer(event);
    },
    stage: 'dev',
    accountId: '000000000000',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

beforeEach(() => {
  events = [];
  requests = [];
  answer = () => succeed({ statusCode: 200, body: '{"status":"accepted"}' });
});

afterAll(() => server.close());

const post = (body: Buffer | string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/webhook/genesys`, { method: 'POST', body, headers });

describe('the event for the function', () => {
  it('has the shape of a REST API’s proxy integration', async () => {
    await rawHttp(
      server.url,
      'POST /webhook/gene%73ys?a=1&b=%20x&a=2&constructor=c HTTP/1.1\r\nHost: api.test\r\n' +
        'X-PureCloud-Signature: abc\r\nUser-Agent: probe\r\ncontent-type: application/json\r\n' +
        'Content-Length: 2\r\nConnection: close\r\n\r\n{}',
    );

    expect(events[0]).toMatchObject({
      resource: '/webhook/{source}',
      path: '/webhook/gene%73ys',
      httpMethod: 'POST',
      headers: { Host: 'api.test', 'X-PureCloud-Signature': 'abc', 'content-type': 'application/json' },
      multiValueHeaders: { 'X-PureCloud-Signature': ['abc'] },
      queryStringParameters: { a: '2', b: ' x', constructor: 'c' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: [' x'], constructor: ['c'] },
      pathParameters: { source: 'gene%73ys' },
      stageVariables: null,
      requestContext: {
        accountId: '000000000000',
        httpMethod: 'POST',
        identity: { sourceIp: '127.0.0.1', userAgent: 'probe' },
        path: '/dev/webhook/gene%73ys',
        protocol: 'HTTP/1.1',
        requestTime: '09/Apr/2026:12:34:56 +0000',
        requestTimeEpoch: nowMs,
        resourcePath: '/webhook/{source}',
        stage: 'dev',
      },
      body: 'e30=',
      isBase64Encoded: true,
    });
    expect(events[0]?.headers).not.toHaveProperty('Connection');
  });

  it('keeps every value of a header that comes twice, the last one in front, whatever its case', async () => {
    await rawHttp(
      server.url,
      'POST /webhook/genesys HTTP/1.1\r\nHost: x\r\nX-PureCloud-Signature: one\r\n' +
        'x-purecloud-signature: two\r\n__proto__: odd\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    );

    expect(events[0]?.multiValueHeaders['X-PureCloud-Signature']).toEqual(['one', 'two']);
    expect(events[0]?.headers['X-PureCloud-Signature']).toBe('two');
    expect(Object.keys(events[0]?.headers ?? {})).toContain('__proto__');
  });

  it.each([
    ['line breaks', Buffer.from('{"a":\r\n1}\r\n')],
    ['a byte order mark', Buffer.from('\uFEFF{}')],
    ['an emoji and U+FFFE', Buffer.from('"😀\uFFFE"')],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0xc3, 0x28, 0x00, 0x22])],
    ['1 MiB', Buffer.alloc(1_048_576, 'é')],
  ])('carries the exact bytes of %s', async (_, body) => {
    const response = await post(body);

    expect(response.status).toBe(200);
    expect(events[0]?.isBase64Encoded).toBe(true);
    expect(Buffer.from(events[0]?.body ?? '', 'base64').equals(body)).toBe(true);
  });

  it('carries a body that comes in chunks', async () => {
    await rawHttp(
      server.url,
      'POST /webhook/genesys HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
      '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    );

    expect(Buffer.from(events[0]?.body ?? '', 'base64').toString()).toBe('abcde');
  });

  it('has no body when none was sent', async () => {
    await post('');

    expect(events[0]).toMatchObject({ body: null, isBase64Encoded: false });
  });
});

describe('the answer to the sender', () => {
  it('is the function’s, header by header', async () => {
    answer = () =>
      succeed({
        statusCode: 201,
        headers: { 'X-One': 'a', 'X-Number': 7, 'Content-Type': 'text/plain' },
        multiValueHeaders: { 'x-many': ['b', 'c'], 'X-One': ['a'] },
        body: 'é',
      });

    const response = await post('{}');

    expect(response.status).toBe(201);
    expect(await response.text()).toBe('é');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain',
      'x-many': 'b, c',
      'x-number': '7',
      'x-one': 'a',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('is decoded when it is base64', async () => {
    answer = () => succeed({ statusCode: 200, body: '/wA=', isBase64Encoded: true });

    const response = await post('{}');

    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0xff, 0x00]));
  });

  it('has no body after HEAD', async () => {
    const raw = await rawHttp(
      server.url,
      'HEAD /webhook/genesys HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );

    expect(raw).toMatch(/^HTTP\/1.1 200 /);
    expect(raw.endsWith('\r\n\r\n')).toBe(true);
    expect(events[0]?.httpMethod).toBe('HEAD');
  });

  it.each([
    ['nothing', null],
    ['a text', 'hello'],
    ['no status', { body: 'x' }],
    ['a status that is none', { statusCode: 'ok' }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a header that cannot be sent', { statusCode: 200, headers: { 'X-A': 'a\r\nX-B: c' } }],
  ])('is an error of our own when the function answers %s', async (_, payload) => {
    answer = () => succeed(payload);

    const response = await post('{}');

    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      type: 'API_CONFIGURATION_ERROR',
      message: 'Internal server error',
      id: response.headers.get('x-amzn-requestid'),
    });
  });

  it.each<[string, InvocationOutcome]>([
    [
      'fails',
      { status: 'failed', requestId: 'r', error: { errorType: 'E', errorMessage: 'secret', trace: [] } },
    ],
    ['crashes', { status: 'crashed', requestId: 'r', phase: 'invoke', exit: 'SIGKILL' }],
    ['takes too long', { status: 'timed-out', requestId: 'r', phase: 'invoke', afterSeconds: 3 }],
  ])('is an error of our own when the function %s', async (_, outcome) => {
    answer = () => Promise.resolve(outcome);

    const response = await post('{}');

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ type: 'INTEGRATION_FAILURE' });
    expect(requests).toMatchObject([{ statusCode: 503, gatewayError: 'INTEGRATION_FAILURE', outcome }]);
  });

  it('is too large when Lambda does not take the event', async () => {
    const error = { errorType: 'RequestEntityTooLarge', errorMessage: 'too large', trace: [] };
    answer = () => Promise.resolve({ status: 'failed', requestId: 'r', error });
    const response = await post('{}');
    expect(response.status).toBe(413);
    expect(requests).toMatchObject([{ statusCode: 413, gatewayError: 'REQUEST_TOO_LARGE' }]);
  });

  it.each([
    ['29 seconds', '/webhook/genesys', 29_000],
    ['its route says', '/hasty', 5_000],
  ])('does not wait for a function longer than %s', async (_, path, timeoutMs) => {
    const asked = Promise.withResolvers<void>();
    answer = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const answered = jest.fn();
    const response = fetch(server.url + path, { method: 'POST', body: '{}' });
    void response.then(answered);
    await asked.promise;

    clock.advance(timeoutMs - 1);
    expect(answered).not.toHaveBeenCalled();
    clock.advance(1);

    expect(await (await response).json()).toMatchObject({ type: 'INTEGRATION_TIMEOUT' });
  });
});

describe('what API Gateway refuses by itself', () => {
  it.each([
    ['POST', '/nowhere'],
    ['POST', '/webhook'],
    ['POST', '/webhook/genesys/more'],
    ['GET', '/webhook/genesys'],
  ])('answers %s %s as configured', async (method, path) => {
    const response = await fetch(server.url + path, { method });

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ error: 'no such route' });
    expect(events).toEqual([]);
  });

  it('takes a body of 10 MB and no byte more', async () => {
    const atLimit = await post(Buffer.alloc(10_485_760));
    const over = await post(Buffer.alloc(10_485_761));

    expect(atLimit.status).toBe(200);
    expect(over.status).toBe(413);
    expect(await over.json()).toEqual({ message: 'HTTP content length exceeded 10485760 bytes.' });
    expect(events).toHaveLength(1);
  });
});

describe('two hundred requests at once', () => {
  it('are all answered', async () => {
    const responses = await Promise.all(Array.from({ length: 200 }, () => post('{}')));

    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 200));
  });
});
