import { canary } from '../canary';
import { hmac, type KnownScheme, onlyValue, type Signing, utf8Key } from '../known-scheme';

export const signatureHeader = 'X-PureCloud-Signature';

const hex = (key: string, body: Buffer): string => hmac(utf8Key(key), body).toString('hex');
const changed = (body: Buffer): Buffer => Buffer.concat([body, Buffer.from(' ')]);

const good: readonly Signing[] = [
  ({ current }, body) => [[signatureHeader, hex(current, body)]],
  ({ previous }, body) => [[signatureHeader.toLowerCase(), hex(previous, body)]],
  ({ current }, body) => [[signatureHeader.toUpperCase(), hex(current, body).toUpperCase()]],
];

const bad: readonly Signing[] = [
  () => [],
  () => [[signatureHeader, '']],
  () => [[signatureHeader, canary]],
  () => [[signatureHeader, '0'.repeat(64)]],
  () => [[signatureHeader, 'f'.repeat(1_000_000)]],
  (_, body) => [[signatureHeader, hex('', body)]],
  (_, body) => [[signatureHeader, hex('undefined', body)]],
  (_, body) => [[signatureHeader, hex('s3cr3t-of-nobody', body)]],
  ({ current }, body) => [[signatureHeader, hex(current, changed(body))]],
  ({ current }, body) => [[signatureHeader, hmac(utf8Key(current), body).toString('base64')]],
  ({ current }, body) => [[signatureHeader, `sha256=${hex(current, body)}`]],
  ({ current }, body) => [[signatureHeader, ` ${hex(current, body)}`]],
  ({ current }, body) => [[signatureHeader, hex(current, body).slice(0, 63)]],
  ({ current }, body) => [[signatureHeader, `${hex(current, body)}00`]],
  ({ current }, body) => [['X-Hub-Signature-256', hex(current, body)]],
  ({ current }, body) => [
    [signatureHeader, hex(current, body)],
    [signatureHeader.toLowerCase(), '0'.repeat(64)],
  ],
  ({ current }, body) => [
    [signatureHeader, hex(current, body)],
    [signatureHeader, hex(current, body)],
  ],
];

/** `X-PureCloud-Signature: <hex>` over the body. */
export const knownGenesys: KnownScheme = {
  scheme: 'genesys',
  keyOf: utf8Key,
  good,
  bad,
  claimOf: (headers, body) => {
    const value = onlyValue(headers, signatureHeader);
    return value !== undefined && /^[0-9a-f]{64}$/i.test(value)
      ? { content: body, signatures: [Buffer.from(value, 'hex')] }
      : undefined;
  },
};
