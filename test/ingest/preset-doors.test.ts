import { gzipSync } from 'node:zlib';
import { maxBodyBytes } from '../../lambdas/contract/limits';
import { type SignatureSchemeName, signatureSchemes } from '../../lambdas/contract/signature-scheme';
import { headersOf, sign } from '../sign';
import { agentLogin, ingestFixture, request, statusOf } from './ingest-fixture';

/** One source of each preset, with secrets that shells, files and forms like to mangle where the preset allows it. */
const secretOf: Readonly<Record<SignatureSchemeName, string>> = {
  genesys: String.raw`gen $ " \ % + esys`,
  'genesys-open-messaging': String.raw`open $ " \ % + messaging`,
  'github-style': String.raw`git $ " \ % + hub`,
  'standard-webhooks': `whsec_${Buffer.alloc(24, 0xfb).toString('base64')}`,
};
const presets = Object.keys(signatureSchemes) as readonly SignatureSchemeName[];
const receivedMs = Date.UTC(2023, 9, 27, 14, 30, 1);
const body = JSON.stringify(agentLogin);
const spaced = JSON.stringify(agentLogin, null, 2);

const doors = (options: Parameters<typeof ingestFixture>[0] = {}) =>
  ingestFixture({
    sources: presets.map((scheme) => ({ name: scheme, scheme })),
    secretsOf: Object.fromEntries(presets.map((scheme) => [scheme, { current: secretOf[scheme] }])),
    ...options,
  });

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** A request to the source of a preset, with whatever headers. */
const posted = (scheme: string, content: string | Uint8Array, headers: Headers): Record<string, unknown> =>
  request(content, {
    pathParameters: { source: scheme },
    headers: null,
    multiValueHeaders: Object.fromEntries(
      Object.entries({ 'Content-Type': 'application/json', ...headers }).map(([name, value]) => [
        name,
        [value].flat(),
      ]),
    ),
  });

const signed = (scheme: SignatureSchemeName, content: string | Uint8Array, sentMs = receivedMs) =>
  headersOf[scheme](content, secretOf[scheme], sentMs);

const renamed = (headers: Record<string, string>, rename: (name: string) => string): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [rename(name), value]));

const withSignature = (
  scheme: SignatureSchemeName,
  change: (value: string) => string | string[],
): Headers => {
  const { header } = signatureSchemes[scheme].signature;
  const headers = signed(scheme, body);
  return { ...headers, [header]: change(headers[header] ?? '') };
};

/** What is decoded and written in the other encoding, with whatever stands before it left as it is. */
const inOtherEncoding = (value: string): string => {
  const [, before = '', hex, base64 = ''] = /^(sha256=|v1,|)(?:([0-9a-f]{64})|(.{43}=))$/.exec(value) ?? [];
  return (
    before +
    (hex === undefined
      ? Buffer.from(base64, 'base64').toString('hex')
      : Buffer.from(hex, 'hex').toString('base64'))
  );
};

const expectUntouched = async (event: Record<string, unknown>): Promise<void> => {
  const ingest = doors({ claims: { claim: () => Promise.reject(new Error('must not be called')) } });
  const response = await ingest.handler(event);
  expect(response).toEqual({
    statusCode: 401,
    headers: { 'content-type': 'application/json' },
    body: '{"error":"UNAUTHORIZED","message":"The signature does not match the body."}',
    isBase64Encoded: false,
  });
  expect(ingest.queues.sent).toHaveLength(0);
  expect(ingest.queues.quarantined).toHaveLength(0);
  expect(ingest.metrics.counts).toEqual({ SignatureRejected: 1 });
};

describe.each(presets)('at the door of %s', (scheme) => {
  it.each<[string, Headers]>([
    ['no header of it', {}],
    ['an empty signature', withSignature(scheme, () => '')],
    ['nonsense', withSignature(scheme, () => 'nonsense')],
    ['another secret', headersOf[scheme](body, `${secretOf[scheme].slice(0, -4)}AAAA`, receivedMs)],
    ['another body', signed(scheme, `${body} `)],
    ['the body serialised again', signed(scheme, spaced)],
    ['the signature twice', withSignature(scheme, (value) => [value, value])],
    ['the signature and another one', withSignature(scheme, (value) => [value, value.replace(/.$/, '0')])],
    ['two signatures joined by a comma', withSignature(scheme, (value) => `${value},${value}`)],
    ['another prefix', withSignature(scheme, (value) => `sha1=${value.replace(/^sha256=|^v1,/, '')}`)],
    ['a prefix too many', withSignature(scheme, (value) => `sha256=${value}`)],
    ['base64 for hex, or hex for base64', withSignature(scheme, inOtherEncoding)],
    ['space before it', withSignature(scheme, (value) => ` ${value}`)],
    ['a digit less', withSignature(scheme, (value) => value.slice(0, -1))],
    ['a digit more', withSignature(scheme, (value) => `${value}0`)],
    ['quotes around it', withSignature(scheme, (value) => `"${value}"`)],
  ])('a delivery gets one and the same 401 and touches nothing: %s', async (_, headers) => {
    await expectUntouched(posted(scheme, body, headers));
  });

  it.each(presets.filter((other) => other !== scheme))(
    'a delivery signed as %s does, with the right secret, is refused',
    async (other) => {
      const headers =
        other === 'standard-webhooks' || scheme === 'standard-webhooks'
          ? headersOf[other](body, secretOf[other], receivedMs)
          : headersOf[other](body, secretOf[scheme], receivedMs);
      await expectUntouched(posted(scheme, body, headers));
    },
  );

  it('a delivery signed with the secret of another source is refused', async () => {
    for (const other of presets.filter((one) => one !== scheme)) {
      await expectUntouched(posted(scheme, body, headersOf[scheme](body, secretOf[other], receivedMs)));
    }
  });

  it.each<[string, Headers]>([
    ['as it is', signed(scheme, body)],
    ['with header names in lower case', renamed(signed(scheme, body), (name) => name.toLowerCase())],
    ['with header names in upper case', renamed(signed(scheme, body), (name) => name.toUpperCase())],
  ])('a delivery that is signed right is accepted %s', async (_, headers) => {
    const ingest = doors();
    expect(statusOf(await ingest.handler(posted(scheme, body, headers)))).toEqual([200, 'accepted']);
    expect(ingest.metrics.counts).toEqual({ EventAccepted: 1, SignatureMatchedCurrent: 1 });
    expect(ingest.metrics.flushedDimensions).toEqual([{ source: scheme }]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['line ends of Windows', spaced.replaceAll('\n', '\r\n'), 'accepted'],
    ['a byte order mark', `\uFEFF${body}`, 'accepted'],
    ['emoji', JSON.stringify({ ...agentLogin, data: { note: '😀' } }), 'accepted'],
    ['U+FFFE and U+FFFF', JSON.stringify({ ...agentLogin, data: { note: '\uFFFE\uFFFF' } }), 'accepted'],
    ['invalid UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), 'quarantined'],
    ['nothing', '', 'quarantined'],
    ['null', 'null', 'quarantined'],
    ['an array', '[]', 'quarantined'],
    ['cut JSON', body.slice(0, 40), 'quarantined'],
  ])('the signature is over the raw bytes: %s', async (_, content, answer) => {
    expect(statusOf(await doors().handler(posted(scheme, content, signed(scheme, content))))).toEqual([
      200,
      answer,
    ]);
  });

  it('a body of exactly 1 MiB is taken, and one with a byte more is not', async () => {
    const ingest = doors({ maxBodyBytes });
    const most = body.padEnd(maxBodyBytes, ' ');
    const answers = [most, `${most} `].map((content) =>
      ingest.handler(posted(scheme, content, signed(scheme, content))),
    );
    expect((await Promise.all(answers)).map(statusOf)).toEqual([
      [200, 'accepted'],
      [413, 'BODY_TOO_LARGE'],
    ]);
  });

  it('a body that is compressed is refused, whether or not the header says so', async () => {
    const zipped = gzipSync(body);
    const told = posted(scheme, zipped, { ...signed(scheme, zipped), 'Content-Encoding': 'gzip' });
    expect(statusOf(await doors().handler(told))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const untold = posted(scheme, zipped, signed(scheme, zipped));
    expect(statusOf(await doors().handler(untold))).toEqual([200, 'quarantined']);
  });

  it.each(['GET', 'PUT', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS', 'post'])(
    'only POST is let in, and %s is not',
    async (httpMethod) => {
      const event = { ...posted(scheme, body, signed(scheme, body)), httpMethod };
      expect(statusOf(await doors().handler(event))).toEqual([405, 'METHOD_NOT_ALLOWED']);
    },
  );
});

describe.each(['genesys', 'github-style'] as const)('at the door of %s', (scheme) => {
  it('hex in upper case means the same bytes', async () => {
    const headers = withSignature(scheme, (value) =>
      value.replace(/[0-9a-f]{64}$/, (digits) => digits.toUpperCase()),
    );
    expect(statusOf(await doors().handler(posted(scheme, body, headers)))).toEqual([200, 'accepted']);
  });
});

describe('at the door of genesys-open-messaging', () => {
  it('base64 in another case means other bytes', async () => {
    const headers = withSignature('genesys-open-messaging', (value) => value.toLowerCase());
    await expectUntouched(posted('genesys-open-messaging', body, headers));
  });
});

describe('at the door of standard-webhooks', () => {
  const scheme = 'standard-webhooks';
  const minutes = 60_000;

  it.each([
    ['six minutes old', -6 * minutes],
    ['six minutes ahead', 6 * minutes],
  ])('a delivery that is %s is refused like any other, and the log says why', async (_, laterMs) => {
    const headers = signed(scheme, body, receivedMs + laterMs);
    await expectUntouched(posted(scheme, body, headers));
    const ingest = doors();
    await ingest.handler(posted(scheme, body, headers));
    expect(ingest.log.lines).toEqual([
      {
        level: 'warn',
        code: 'SIGNATURE_REJECTED',
        fields: { source: scheme, reason: 'TIMESTAMP_OUTSIDE_TOLERANCE' },
      },
    ]);
    expect(ingest.fetches).toBe(1);
  });

  it('an event of any age is accepted in a delivery of now', async () => {
    for (const timestamp of ['1970-01-01T00:00:00Z', '2099-01-01T00:00:00Z']) {
      const old = JSON.stringify({ ...agentLogin, id: timestamp, timestamp });
      expect(statusOf(await doors().handler(posted(scheme, old, signed(scheme, old))))).toEqual([
        200,
        'accepted',
      ]);
    }
  });

  it('a time that was not signed does not help an old delivery', async () => {
    const headers = { ...signed(scheme, body, 0), 'webhook-timestamp': String(receivedMs / 1000) };
    await expectUntouched(posted(scheme, body, headers));
  });

  it('its own headers may not come twice, in whatever case', async () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      const headers = signed(scheme, body);
      await expectUntouched(posted(scheme, body, { ...headers, [name.toUpperCase()]: headers[name] ?? '' }));
    }
  });
});

describe('at any door', () => {
  it.each(['unknown', 'Genesys', 'genesys/', '', '__proto__', 'constructor', 'none'])(
    'a source that is not configured is not found: %j',
    async (source) => {
      const ingest = doors();
      const event = posted(source, body, { 'X-PureCloud-Signature': sign(body, secretOf.genesys) });
      expect(statusOf(await ingest.handler(event))).toEqual([404, 'NOT_FOUND']);
      expect(ingest.fetches).toBe(0);
    },
  );

  it('a source without a webhook is not found', async () => {
    const ingest = ingestFixture({
      sources: [{ name: 'bus', eventBus: 'aws.partner/genesys.com/cloud/o/s' }],
    });
    expect(statusOf(await ingest.handler(posted('bus', body, {})))).toEqual([404, 'NOT_FOUND']);
  });

  it.each<[string, Headers]>([
    ['none', { 'Content-Type': [] }],
    ['two', { 'Content-Type': ['application/json', 'application/json'] }],
    ['text', { 'Content-Type': 'text/json' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['another charset', { 'Content-Type': 'application/json; charset=iso-8859-1' }],
    ['two joined', { 'Content-Type': 'application/json, text/plain' }],
    ['a coding', { 'Content-Encoding': 'br' }],
    ['two codings', { 'Content-Encoding': ['identity', 'gzip'] }],
  ])('a content type or coding that is not ours is refused before the signature: %s', async (_, headers) => {
    const ingest = doors();
    const event = posted('genesys', body, { ...signed('genesys', body), ...headers });
    expect(statusOf(await ingest.handler(event))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(ingest.fetches).toBe(0);
  });

  it('nothing is asked of Secrets Manager for a request without a readable signature', async () => {
    const ingest = doors();
    await ingest.handler(posted('genesys', body, {}));
    await ingest.handler(posted('genesys', body, { 'X-PureCloud-Signature': 'nonsense' }));
    expect(ingest.fetches).toBe(0);
  });
});
