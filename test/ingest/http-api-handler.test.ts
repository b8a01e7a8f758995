import { fromPayloadFormat2 } from '../../lambdas/ingest/payload-format-2';
import { sign } from '../sign';
import { agentLogin, type IngestFixture, ingestFixture, secret, statusOf } from './ingest-fixture';
import { type EventChanges, fromFunctionUrl, fromHttpApi } from './payload-format-2-events';

const text = JSON.stringify(agentLogin);
const signature = sign(text, secret);
const headers = { 'content-type': 'application/json', 'x-purecloud-signature': signature };

const behindHttpApi = (): IngestFixture => ingestFixture({ readRequest: fromPayloadFormat2 });

const delivery = (changes: EventChanges = {}): Record<string, unknown> =>
  fromHttpApi({ headers, body: text, ...changes });

const answerTo = async (event: unknown): Promise<unknown> => statusOf(await behindHttpApi().handler(event));

describe('a delivery through an HTTP API or a function URL', () => {
  it.each<[string, Record<string, unknown>]>([
    ['an HTTP API', delivery()],
    [
      'an HTTP API, as base64',
      delivery({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true }),
    ],
    ['a function URL', fromFunctionUrl({ headers, body: text })],
    [
      'a function URL, with a slash at the end',
      fromFunctionUrl({ headers, body: text, rawPath: '/webhook/genesys/' }),
    ],
  ])('is accepted once: %s', async (_, event) => {
    const ingest = behindHttpApi();

    expect(statusOf(await ingest.handler(event))).toEqual([200, 'accepted']);
    expect(statusOf(await ingest.handler(event))).toEqual([200, 'duplicate']);
    expect(await ingest.handler(event)).toMatchObject({
      headers: { 'content-type': 'application/json' },
      isBase64Encoded: false,
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['no signature', { 'content-type': 'application/json' }],
    ['the right signature twice', { ...headers, 'x-purecloud-signature': `${signature},${signature}` }],
    [
      'the right one behind a wrong one',
      { ...headers, 'x-purecloud-signature': `${sign(text, 'x')}, ${signature}` },
    ],
    ['the right one before nothing', { ...headers, 'x-purecloud-signature': `${signature},` }],
    ['another secret', { ...headers, 'x-purecloud-signature': sign(text, 'other') }],
  ])('gets one and the same 401 and touches nothing: %s', async (_, given) => {
    const ingest = behindHttpApi();

    const response = await ingest.handler(delivery({ headers: given }));

    expect(statusOf(response)).toEqual([401, 'UNAUTHORIZED']);
    expect(ingest.queues.sent).toHaveLength(0);
  });

  it('gets 401 when its JSON was not UTF-8, because other bytes arrive than were signed', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    const given = { ...headers, 'x-purecloud-signature': sign(bytes, secret) };

    expect(await answerTo(delivery({ headers: given, body: bytes.toString('utf8') }))).toEqual([
      401,
      'UNAUTHORIZED',
    ]);
  });

  it('may have any bytes with a type that comes as base64', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    const given = {
      'content-type': 'application/cloudevents+json',
      'x-purecloud-signature': sign(bytes, secret),
    };
    const event = delivery({ headers: given, body: bytes.toString('base64'), isBase64Encoded: true });

    expect(await answerTo(event)).toEqual([200, 'quarantined']);
  });

  const typed = (contentType: string) => delivery({ headers: { ...headers, 'content-type': contentType } });

  it.each<[string, Record<string, unknown>, number]>([
    ['an unknown source', delivery({ pathParameters: { source: 'other' } }), 404],
    ['an encoded source', fromFunctionUrl({ headers, body: text, rawPath: '/webhook/gene%73ys' }), 404],
    ['another path', fromFunctionUrl({ headers, body: text, rawPath: '/' }), 404],
    ['GET', delivery({ method: 'GET' }), 405],
    ['a body over the limit', delivery({ body: ' '.repeat(2_001) }), 413],
    ['no content type', delivery({ headers: { 'x-purecloud-signature': signature } }), 415],
    ['text', typed('text/plain'), 415],
    ['two content types', typed('application/json,text/plain'), 415],
    ['two content types, the first with a parameter', typed('application/json;v=1,text/plain'), 415],
    ['the same content type twice', typed('application/json,application/json'), 415],
    ['gzip', delivery({ headers: { ...headers, 'content-encoding': 'identity,gzip' } }), 415],
  ])('is refused at the door: %s', async (_, event, status) => {
    const ingest = behindHttpApi();

    expect((await ingest.handler(event)).statusCode).toBe(status);
    expect(ingest.fetches).toBe(0);
  });
});
