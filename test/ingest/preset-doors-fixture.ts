import {
  isSchemeName,
  type SignatureSchemeName,
  signatureSchemes,
} from '../../lambdas/contract/signature-scheme';
import { headersOf } from '../sign';
import { agentLogin, ingestFixture, request } from './ingest-fixture';

/** One source of each preset, with secrets that shells, files and forms like to mangle where the preset allows it. */
export const secretOf: Readonly<Record<SignatureSchemeName, string>> = {
  genesys: String.raw`gen $ " \ % + esys`,
  'genesys-open-messaging': String.raw`open $ " \ % + messaging`,
  'github-style': String.raw`git $ " \ % + hub`,
  'standard-webhooks': `whsec_${Buffer.alloc(24, 0xfb).toString('base64')}`,
};
export const presets = Object.keys(signatureSchemes).filter(isSchemeName);
export const receivedMs = Date.UTC(2023, 9, 27, 14, 30, 1);
export const body = JSON.stringify(agentLogin);
export const spaced = JSON.stringify(agentLogin, null, 2);

export const doors = (options: Parameters<typeof ingestFixture>[0] = {}) =>
  ingestFixture({
    sources: presets.map((scheme) => ({ name: scheme, scheme })),
    secretsOf: Object.fromEntries(presets.map((scheme) => [scheme, { current: secretOf[scheme] }])),
    ...options,
  });

export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** A request to the source of a preset, with whatever headers. */
export const posted = (
  scheme: string,
  content: string | Uint8Array,
  headers: Headers,
): Record<string, unknown> =>
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

export const signed = (scheme: SignatureSchemeName, content: string | Uint8Array, sentMs = receivedMs) =>
  headersOf[scheme](content, secretOf[scheme], sentMs);

export const renamed = (headers: Record<string, string>, rename: (name: string) => string): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [rename(name), value]));

export const withSignature = (
  scheme: SignatureSchemeName,
  change: (value: string) => string | string[],
): Headers => {
  const { header } = signatureSchemes[scheme].signature;
  const headers = signed(scheme, body);
  return { ...headers, [header]: change(headers[header] ?? '') };
};

/** What is decoded and written in the other encoding, with whatever stands before it left as it is. */
export const inOtherEncoding = (value: string): string => {
  const [, before = '', hex, base64 = ''] = /^(sha256=|v1,|)(?:([0-9a-f]{64})|(.{43}=))$/.exec(value) ?? [];
  return (
    before +
    (hex === undefined
      ? Buffer.from(base64, 'base64').toString('hex')
      : Buffer.from(hex, 'hex').toString('base64'))
  );
};

/** What a delivery is answered, and what it leaves behind. */
export const tried = async (event: Record<string, unknown>): Promise<unknown> => {
  const ingest = doors({ claims: { claim: () => Promise.reject(new Error('must not be called')) } });
  const response = await ingest.handler(event);
  const { sent, quarantined } = ingest.queues;
  return { response, sent, quarantined, counts: ingest.metrics.counts };
};

/** One and the same answer, and nothing touched. */
export const untouched = {
  response: {
    statusCode: 401,
    headers: { 'content-type': 'application/json' },
    body: '{"error":"UNAUTHORIZED","message":"The signature does not match the body."}',
    isBase64Encoded: false,
  },
  sent: [],
  quarantined: [],
  counts: { SignatureRejected: 1 },
};
