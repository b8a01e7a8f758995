import { gzipSync } from 'node:zlib';
import { maxBodyBytes } from '../../lambdas/contract/limits';
import { headersOf } from '../sign';
import { agentLogin, statusOf } from './ingest-fixture';
import {
  secretOf,
  presets,
  receivedMs,
  body,
  spaced,
  doors,
  posted,
  signed,
  renamed,
  withSignature,
  inOtherEncoding,
  tried,
  untouched,
  type Headers,
} from './preset-doors-fixture';

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
    expect(await tried(posted(scheme, body, headers))).toEqual(untouched);
  });

  it.each(presets.filter((other) => other !== scheme))(
    'a delivery signed as %s does, with the right secret, is refused',
    async (other) => {
      const headers =
        other === 'standard-webhooks' || scheme === 'standard-webhooks'
          ? headersOf[other](body, secretOf[other], receivedMs)
          : headersOf[other](body, secretOf[scheme], receivedMs);
      expect(await tried(posted(scheme, body, headers))).toEqual(untouched);
    },
  );

  it('a delivery signed with the secret of another source is refused', async () => {
    for (const other of presets.filter((one) => one !== scheme)) {
      expect(await tried(posted(scheme, body, headersOf[scheme](body, secretOf[other], receivedMs)))).toEqual(
        untouched,
      );
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
