import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { canary } from './canary';
import type { Header } from './fuzz-request';
import { secrets, secretsOf } from './fuzz-sources';

export const signatureHeader = 'X-PureCloud-Signature';

const hmac = (key: string, body: Buffer): Buffer => createHmac('sha256', key).update(body).digest();
const hex = (key: string, body: Buffer): string => hmac(key, body).toString('hex');

/** The headers by which a delivery says that it comes from a source. */
export type Signing = (source: string, body: Buffer) => readonly Header[];

/** As the source signs. */
export const goodSignings: readonly Signing[] = [
  (source, body) => [[signatureHeader, hex(secretsOf(source).current, body)]],
  (source, body) => [[signatureHeader.toLowerCase(), hex(secretsOf(source).previous, body)]],
  (source, body) => [[signatureHeader.toUpperCase(), hex(secretsOf(source).current, body).toUpperCase()]],
];

const otherSource = (source: string): string => [...secrets.keys()].find((name) => name !== source) ?? source;
const changed = (body: Buffer): Buffer => Buffer.concat([body, Buffer.from(' ')]);

/** As anybody may try. */
const badSignings: readonly Signing[] = [
  () => [],
  () => [[signatureHeader, '']],
  () => [[signatureHeader, canary]],
  () => [[signatureHeader, '0'.repeat(64)]],
  () => [[signatureHeader, 'f'.repeat(1_000_000)]],
  (_, body) => [[signatureHeader, hex('', body)]],
  (_, body) => [[signatureHeader, hex('undefined', body)]],
  (source, body) => [[signatureHeader, hex(secretsOf(otherSource(source)).current, body)]],
  (source, body) => [[signatureHeader, hex(secretsOf(source).current, changed(body))]],
  (source, body) => [[signatureHeader, hmac(secretsOf(source).current, body).toString('base64')]],
  (source, body) => [[signatureHeader, `sha256=${hex(secretsOf(source).current, body)}`]],
  (source, body) => [[signatureHeader, ` ${hex(secretsOf(source).current, body)}`]],
  (source, body) => [[signatureHeader, hex(secretsOf(source).current, body).slice(0, 63)]],
  (source, body) => [[signatureHeader, `${hex(secretsOf(source).current, body)}00`]],
  (source, body) => [['X-Hub-Signature-256', hex(secretsOf(source).current, body)]],
  (source, body) => [
    [signatureHeader, hex(secretsOf(source).current, body)],
    [signatureHeader.toLowerCase(), '0'.repeat(64)],
  ],
  (source, body) => [
    [signatureHeader, hex(secretsOf(source).current, body)],
    [signatureHeader, hex(secretsOf(source).current, body)],
  ],
];

/** Whether the one signature is that of the source's secrets, told apart from the code that checks it. */
export const isSignedBy = (source: string | undefined, headers: readonly Header[], body: Buffer): boolean => {
  const known = secrets.get(source ?? '');
  const values = headers.filter(([name]) => name.toLowerCase() === signatureHeader.toLowerCase());
  const given = values.length === 1 ? values[0]?.[1].toLowerCase() : undefined;
  return (
    known !== undefined &&
    known.current !== '' &&
    [hex(known.current, body), hex(known.previous, body)].some((one) => one === given)
  );
};

export const goodSigning: fc.Arbitrary<Signing> = fc.constantFrom(...goodSignings);
export const badSigning: fc.Arbitrary<Signing> = fc.constantFrom(...badSignings);

/** All secrets, as they are and as JSON writes them. */
const allSecrets = [...secrets.values()]
  .flatMap(({ current, previous }) => [current, previous])
  .filter((secret) => secret !== '');
const secretForms = allSecrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);

/** What must not be shown of a body: the secrets, and what they make of it. */
export const secretsAbout = (body: Buffer): readonly string[] => [
  ...secretForms,
  ...allSecrets.flatMap((secret) => {
    const signature = hmac(secret, body);
    return [signature.toString('hex'), signature.toString('base64').replace('=', '')];
  }),
];
