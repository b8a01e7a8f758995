import { agentLogin, ingestFixture, request, secret, signedEvent, statusOf } from './ingest-fixture';
import { sign } from '../sign';

describe('a delivery that is not authentic', () => {
  const body = JSON.stringify(agentLogin);
  const withHeaders = (headers: Record<string, string>): Record<string, unknown> =>
    request(body, { headers: { 'content-type': 'application/json', ...headers } });

  it.each<[string, Record<string, unknown>]>([
    ['no signature', withHeaders({})],
    ['an empty signature', withHeaders({ 'X-PureCloud-Signature': '' })],
    ['a malformed signature', withHeaders({ 'X-PureCloud-Signature': 'nonsense' })],
    ['a signature with another secret', withHeaders({ 'X-PureCloud-Signature': sign(body, 'other') })],
    ['a signature of another body', withHeaders({ 'X-PureCloud-Signature': sign(`${body} `, secret) })],
    [
      'two signatures',
      request(body, {
        multiValueHeaders: {
          'Content-Type': ['application/json'],
          'X-PureCloud-Signature': [sign(body, secret), sign(body, secret)],
        },
      }),
    ],
  ])('gets one and the same 401 and touches nothing: %s', async (_, event) => {
    const ingest = ingestFixture({
      claims: { claim: () => Promise.reject(new Error('must not be called')) },
    });

    const response = await ingest.handler(event);

    expect(response.statusCode).toBe(401);
    expect(response.body).toBe('{"error":"UNAUTHORIZED","message":"The signature does not match the body."}');
    expect(ingest.queues.sent).toHaveLength(0);
    expect(ingest.queues.quarantined).toHaveLength(0);
  });

  it('is refused before its body is looked at', async () => {
    const ingest = ingestFixture();
    const response = await ingest.handler(
      request('{"id":', {
        headers: { 'content-type': 'application/json', 'X-PureCloud-Signature': sign('other', secret) },
      }),
    );
    expect(response.statusCode).toBe(401);
    expect(ingest.queues.quarantined).toHaveLength(0);
  });

  it('leaves no trace of secret, signature or payload in any log line', async () => {
    const ingest = ingestFixture();
    await ingest.handler(withHeaders({ 'X-PureCloud-Signature': sign(body, 'other') }));
    await ingest.handler(signedEvent());
    await ingest.handler(request(`{"id":"${agentLogin.data.name}"`));

    const logged = JSON.stringify(ingest.log.lines);

    expect(ingest.log.lines.map(({ code }) => code)).toEqual([
      'SIGNATURE_REJECTED',
      'EVENT_ACCEPTED',
      'EVENT_QUARANTINED',
    ]);
    for (const private_ of [secret, sign(body, secret), sign(body, 'other'), 'Jane', 'AVAILABLE', 'a-1']) {
      expect(logged).not.toContain(private_);
    }
  });
});

describe('the raw body', () => {
  it.each([
    ['line ends and spaces', `${JSON.stringify(agentLogin, null, 2).replaceAll('\n', '\r\n')}\r\n`],
    ['a byte order mark', `\uFEFF${JSON.stringify(agentLogin)}`],
    ['emoji and non-characters', JSON.stringify({ ...agentLogin, data: { note: '😀 \uFFFE\uFFFF' } })],
  ])('is what is signed: %s', async (_, body) => {
    const ingest = ingestFixture();
    expect(statusOf(await ingest.handler(request(body)))).toEqual([200, 'accepted']);
  });

  it('may come as text when it is not marked as base64', async () => {
    const ingest = ingestFixture();
    const body = JSON.stringify(agentLogin);
    expect(statusOf(await ingest.handler(request(body, { body, isBase64Encoded: false })))).toEqual([
      200,
      'accepted',
    ]);
  });

  it('is checked even when its bytes are not UTF-8', async () => {
    const ingest = ingestFixture();
    const response = await ingest.handler(request(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)));
    expect(statusOf(response)).toEqual([200, 'quarantined']);
  });
});

describe('a request that is refused at the door', () => {
  const body = JSON.stringify(agentLogin);
  const signature = sign(body, secret);
  const typed = (contentType: string, more: Record<string, string> = {}): Record<string, unknown> =>
    request(body, {
      headers: { 'Content-Type': contentType, 'x-purecloud-signature': signature, ...more },
    });

  it.each<[string, Record<string, unknown>, number, string]>([
    ['an unknown source', request(body, { pathParameters: { source: 'other' } }), 404, 'NOT_FOUND'],
    ['no source', request(body, { pathParameters: null }), 404, 'NOT_FOUND'],
    ['GET', request(body, { httpMethod: 'GET' }), 405, 'METHOD_NOT_ALLOWED'],
    ['HEAD', request(body, { httpMethod: 'HEAD' }), 405, 'METHOD_NOT_ALLOWED'],
    ['a body over the limit', request(' '.repeat(2_001)), 413, 'BODY_TOO_LARGE'],
    ['no content type', request(body, { headers: {} }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['text', typed('text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['another charset', typed('application/json; charset=utf-16'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['gzip', typed('application/json', { 'Content-Encoding': 'gzip' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('says what is wrong with %s', async (_, event, status, code) => {
    const ingest = ingestFixture();
    expect(statusOf(await ingest.handler(event))).toEqual([status, code]);
    expect(ingest.fetches).toBe(0);
  });

  it('names the method that is allowed', async () => {
    const response = await ingestFixture().handler(request(body, { httpMethod: 'PUT' }));
    expect(response.headers).toMatchObject({ allow: 'POST' });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON',
    'application/cloudevents+json',
  ])('lets %s through', async (contentType) => {
    expect((await ingestFixture().handler(typed(contentType))).statusCode).toBe(200);
  });

  it('takes a body of exactly the limit', async () => {
    const padded = body.padEnd(2_000, ' ');
    expect(statusOf(await ingestFixture().handler(request(padded)))).toEqual([200, 'accepted']);
  });
});
