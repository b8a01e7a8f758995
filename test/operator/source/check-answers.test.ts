import { createServer as createSocketServer } from 'node:net';
import { type OperatorRun, runOperator } from '../operator-run';
import { type CannedAnswer, closeServers, listen, serve, webhookServer } from '../webhook-server';

afterEach(closeServers);

const secret = String.raw`operator $ " \ % + secret`;

const check = (url: string, ...args: string[]): Promise<OperatorRun> =>
  runOperator(['source', 'check', '--url', url, '--secret-env', 'SECRET', '--json', ...args], {
    env: { SECRET: secret },
  });

const codeOf = ({ out }: OperatorRun): unknown => {
  const told: unknown = JSON.parse(out);
  return typeof told === 'object' && told !== null && 'code' in told ? told.code : undefined;
};

const ingest = (error: string) => ({ error, message: 'In words.' });
const gateway = (error: string) => ({ ...ingest(error), requestId: 'c6af9ac6' });

describe('an answer', () => {
  it.each<[string, CannedAnswer, number, string, RegExp]>([
    ['ignored', { status: 200, body: { status: 'ignored', id: 'x' } }, 0, 'IGNORED', /Nothing was stored/],
    [
      'accepted',
      { status: 200, body: { status: 'accepted', id: 'x' } },
      0,
      'ACCEPTED',
      /A module takes events/,
    ],
    [
      'duplicate',
      { status: 200, body: { status: 'duplicate', id: 'x' } },
      0,
      'DUPLICATE',
      /sent this one twice/,
    ],
    [
      'quarantined',
      {
        status: 200,
        body: { status: 'quarantined', reason: 'SCHEMA_VIOLATED', problems: ['id: must be a string'] },
      },
      1,
      'QUARANTINED',
      /SCHEMA_VIOLATED.*id: must be a string.*--format.*quarantine-not-empty/s,
    ],
    ['a page', { status: 200, body: '<html>' }, 1, 'NOT_SWITCHBOARD', /SourceUrl/],
    ['JSON of somebody else', { status: 200, body: { ok: true } }, 1, 'NOT_SWITCHBOARD', /SourceUrl/],
    ['a list', { status: 200, body: [] }, 1, 'NOT_SWITCHBOARD', /SourceUrl/],
    ['202', { status: 202, body: { status: 'accepted' } }, 1, 'NOT_SWITCHBOARD', /answered 202/],
    [
      '401',
      { status: 401, body: ingest('UNAUTHORIZED') },
      1,
      'UNAUTHORIZED',
      /SIGNATURE_REJECTED.*MISMATCH/s,
    ],
    ['401 of a proxy', { status: 401, body: 'Login' }, 1, 'NOT_SWITCHBOARD', /answered 401/],
    ['403 of the web ACL', { status: 403, body: gateway('BLOCKED') }, 1, 'BLOCKED', /allowedNetworks/],
    [
      '403 of API Gateway for a path',
      { status: 403, body: { message: 'Missing Authentication Token' } },
      1,
      'FORBIDDEN',
      /stage or \/webhook\//,
    ],
    [
      '403 of a policy',
      { status: 403, body: { Message: 'x', message: 'not authorized' } },
      1,
      'FORBIDDEN',
      /resource policy/,
    ],
    [
      '403 of API Gateway as configured',
      { status: 403, body: gateway('REQUEST_REFUSED') },
      1,
      'FORBIDDEN',
      /resource policy/,
    ],
    ['403 of a proxy', { status: 403, body: 'Blocked' }, 1, 'NOT_SWITCHBOARD', /answered 403/],
    ['404 of API Gateway', { status: 404, body: gateway('NOT_FOUND') }, 1, 'WRONG_PATH', /<stage>/],
    [
      '404 of ingest',
      { status: 404, body: ingest('NOT_FOUND') },
      1,
      'UNKNOWN_SOURCE',
      /no source genesys.*case-sensitive/s,
    ],
    ['404 of somebody else', { status: 404, body: 'Not Found' }, 1, 'NOT_SWITCHBOARD', /answered 404/],
    ['405', { status: 405, body: ingest('METHOD_NOT_ALLOWED') }, 1, 'METHOD_NOT_ALLOWED', /redirect/],
    ['413', { status: 413, body: ingest('BODY_TOO_LARGE') }, 1, 'BODY_TOO_LARGE', /maxBodyBytes/],
    ['415', { status: 415, body: ingest('UNSUPPORTED_MEDIA_TYPE') }, 1, 'UNSUPPORTED_MEDIA_TYPE', /proxy/],
    [
      '429',
      { status: 429, body: gateway('THROTTLED'), headers: { 'retry-after': '5' } },
      1,
      'THROTTLED',
      /again in 5 seconds.*ingest-throttled/s,
    ],
    [
      '503 of ingest',
      { status: 503, body: ingest('UNAVAILABLE') },
      1,
      'UNAVAILABLE',
      /secret is missing.*ingest-unavailable/s,
    ],
    [
      '503 of API Gateway',
      { status: 503, body: gateway('UNAVAILABLE') },
      1,
      'INGEST_BROKEN',
      /ingest-errors/,
    ],
    ['503 of a load balancer', { status: 503, body: '<html>' }, 1, 'NOT_SWITCHBOARD', /answered 503/],
    [
      '500',
      { status: 500, body: { message: 'Internal Server Error' } },
      1,
      'NOT_SWITCHBOARD',
      /answered 500/,
    ],
    [
      '502',
      { status: 502, body: { message: 'Internal server error' } },
      1,
      'NOT_SWITCHBOARD',
      /answered 502/,
    ],
    ['504', { status: 504, body: '' }, 1, 'NOT_SWITCHBOARD', /without a content type/],
    [
      'a redirect',
      { status: 308, headers: { location: 'https://elsewhere.example/webhook' } },
      1,
      'REDIRECT',
      /\(308\) to elsewhere\.example/,
    ],
    ['a redirect to nowhere', { status: 302 }, 1, 'REDIRECT', /redirects \(302\)\. /],
  ])('is explained with what to do: %s', async (_, answer, exitCode, code, words) => {
    const { url, requests } = await webhookServer(() => answer);

    const run = await check(url);

    expect(codeOf(run)).toBe(code);
    expect(run.out).toMatch(words);
    expect(run.exitCode).toBe(exitCode);
    expect(run.error).toBe('');
    expect(requests).toHaveLength(1);
  });

  it('that repeats what was sent does not bring out secret or signature', async () => {
    const { url } = await webhookServer(({ headers }) => ({
      status: 200,
      body: {
        status: 'quarantined',
        reason: JSON.stringify(headers),
        problems: [
          secret,
          JSON.stringify(headers),
          Buffer.from(String(headers['x-purecloud-signature']), 'hex').toString('base64'),
        ],
      },
    }));
    for (const run of [
      await check(url),
      await runOperator(['source', 'check', '--url', url, '--secret-stdin'], { stdin: secret }),
    ]) {
      expect(run.out).toContain('[signature]');
      expect(run.out).not.toContain(secret);
      expect(run.out).not.toMatch(/[0-9a-f]{64}/);
      expect(run.out).not.toMatch(/[A-Za-z0-9+/]{43}=/);
    }
  });
});

describe('no answer', () => {
  it('is explained: nobody listens', async () => {
    const host = await serve(() => undefined);
    closeServers();
    const run = await check(`http://${host}/webhook/genesys`);
    expect([codeOf(run), run.exitCode]).toEqual(['REFUSED', 1]);
    expect(run.out).toContain('ECONNREFUSED');
  });

  it('is explained: an unknown host', async () => {
    const run = await check('https://abc123.execute-api.eu-west-1.invalid/dev/webhook/genesys');
    expect([codeOf(run), run.exitCode]).toEqual(['UNKNOWN_HOST', 1]);
  });

  it('is explained: https where http is spoken', async () => {
    const { url } = await webhookServer(() => ({ status: 200 }));
    expect(codeOf(await check(url.replace('http:', 'https:')))).toBe('TLS');
  });

  it('is explained: something that is not HTTP', async () => {
    const host = await listen(
      createSocketServer((socket) => socket.once('data', () => socket.end('220 mail.example ESMTP\r\n'))),
    );
    expect(codeOf(await check(`http://${host}/webhook/genesys`))).toBe('NOT_HTTP');
  });

  it('is explained: the connection breaks', async () => {
    const host = await serve((request) => void request.socket.destroy());
    expect(codeOf(await check(`http://${host}/webhook/genesys`))).toBe('BROKEN');
  });

  it('is explained: silence', async () => {
    const host = await serve(() => undefined);
    expect(codeOf(await check(`http://${host}/webhook/genesys`, '--timeout', '1'))).toBe('TIMEOUT');
  });
});
