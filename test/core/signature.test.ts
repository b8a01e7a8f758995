import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { SignatureSchemeName } from '../../lambdas/contract/signature-scheme';
import { UnusableSecretError } from '../../lambdas/core/signing-key';
import { type CheckedRequest, checkSignature, validWith } from './checked-signature';
import { awkwardSecret, bodyVectors } from './signature-vectors';

const secret = awkwardSecret;
const body = Buffer.from('{"id":"e-1","text":"é 😀\r\n"}');
/** printf '…' | openssl dgst -sha256 -hmac 'correct horse $ " \ % + battery' -hex; Python's hmac agrees. */
const signature = '51076a28f54fd1b0b0c76c995fd7348f108cbf539b9c91eefa1dc77fecace324';
const header = 'X-PureCloud-Signature';

const check = (changes: Partial<CheckedRequest> = {}) =>
  checkSignature({
    scheme: 'genesys',
    secrets: { current: secret },
    headers: { [header]: signature },
    body,
    ...changes,
  });

const hexOf = (key: string, bytes: Uint8Array): string =>
  createHmac('sha256', key).update(bytes).digest('hex');

describe.each<[SignatureSchemeName, string, (vector: (typeof bodyVectors)[number]) => string]>([
  ['genesys', 'X-PureCloud-Signature', ({ hex }) => hex],
  ['genesys-open-messaging', 'X-Hub-Signature-256', ({ base64 }) => `sha256=${base64}`],
  ['github-style', 'X-Hub-Signature-256', ({ hex }) => `sha256=${hex}`],
])('the scheme %s', (scheme, header, valueOf) => {
  it.each(bodyVectors)('accepts what other tools signed: $name', (vector) => {
    const verdict = check({
      scheme,
      headers: { [header.toLowerCase()]: valueOf(vector) },
      body: vector.body,
    });
    expect(verdict).toEqual(validWith('current'));
  });

  it('refuses every signature of another of those bodies', () => {
    for (const one of bodyVectors) {
      for (const other of bodyVectors.filter((vector) => vector !== one)) {
        const verdict = check({ scheme, headers: { [header]: valueOf(other) }, body: one.body });
        expect(verdict).toEqual({ kind: 'invalid', reason: 'MISMATCH' });
      }
    }
  });
});

describe('a signature', () => {
  it('may be hex in upper case, which means the same bytes', () => {
    expect(check({ headers: { [header]: signature.toUpperCase() } })).toEqual(validWith('current'));
  });

  it.each<[string, Partial<CheckedRequest>, string]>([
    ['no header', { headers: {} }, 'MISSING'],
    ['two headers', { headers: { [header]: [signature, signature] } }, 'AMBIGUOUS'],
    ['two headers as one', { headers: { [header]: `${signature}, ${signature}` } }, 'MALFORMED'],
    ['an empty header', { headers: { [header]: '' } }, 'MALFORMED'],
    ['a prefix where the scheme has none', { headers: { [header]: `sha256=${signature}` } }, 'MALFORMED'],
    [
      'no prefix where the scheme has one',
      { scheme: 'github-style', headers: { 'X-Hub-Signature-256': signature } },
      'MALFORMED',
    ],
    [
      'a prefix in another case',
      { scheme: 'github-style', headers: { 'X-Hub-Signature-256': `SHA256=${signature}` } },
      'MALFORMED',
    ],
    [
      'base64 where hex is due',
      { headers: { [header]: Buffer.from(signature, 'hex').toString('base64') } },
      'MALFORMED',
    ],
    [
      'hex where base64 is due',
      { scheme: 'genesys-open-messaging', headers: { 'X-Hub-Signature-256': `sha256=${signature}` } },
      'MALFORMED',
    ],
    [
      'base64 without its padding',
      {
        scheme: 'genesys-open-messaging',
        headers: {
          'X-Hub-Signature-256': `sha256=${Buffer.from(signature, 'hex').toString('base64').slice(0, -1)}`,
        },
      },
      'MALFORMED',
    ],
    ['a signature that is cut', { headers: { [header]: signature.slice(0, 62) } }, 'MALFORMED'],
    ['a signature with more behind it', { headers: { [header]: `${signature}00` } }, 'MALFORMED'],
    ['surrounding space', { headers: { [header]: ` ${signature}` } }, 'MALFORMED'],
    ['another secret', { secrets: { current: 'other' } }, 'MISMATCH'],
    [
      'the body serialised again',
      { body: Buffer.from(JSON.stringify(JSON.parse(body.toString().replace('\r\n', '')))) },
      'MISMATCH',
    ],
  ])('is refused: %s', (_, changes, reason) => {
    expect(check(changes)).toEqual({ kind: 'invalid', reason });
  });
});

describe('the secrets', () => {
  it.each(['previous', 'pending'] as const)('that are valid are told apart: %s', (name) => {
    expect(check({ secrets: { current: 'new', [name]: secret } })).toEqual(validWith(name));
  });

  it('count as the current one where they are the same', () => {
    const secrets = { current: secret, previous: secret, pending: secret };
    expect(check({ secrets })).toEqual(validWith('current'));
  });

  it('are refused as a fault of ours when the current one is empty, whatever was signed with', () => {
    const signedWithNothing = { [header]: hexOf('', body) };
    for (const secrets of [{ current: '' }, { current: '', previous: secret }]) {
      expect(() => check({ secrets, headers: signedWithNothing })).toThrow(UnusableSecretError);
    }
  });

  it('are passed over when another one is empty, so that nobody signs with nothing', () => {
    const secrets = { current: secret, previous: '', pending: '' };
    expect(check({ secrets })).toEqual(validWith('current'));
    expect(check({ secrets, headers: { [header]: hexOf('', body) } })).toEqual({
      kind: 'invalid',
      reason: 'MISMATCH',
    });
  });
});

describe('whatever is signed', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const keys = fc.string({ minLength: 1, unit: 'binary' });
  const schemes = fc.constantFrom<[SignatureSchemeName, string, string, 'hex' | 'base64']>(
    ['genesys', 'X-PureCloud-Signature', '', 'hex'],
    ['genesys-open-messaging', 'X-Hub-Signature-256', 'sha256=', 'base64'],
    ['github-style', 'X-Hub-Signature-256', 'sha256=', 'hex'],
  );

  it('is accepted, every body with every key', () => {
    fc.assert(
      fc.property(schemes, keys, bytes, ([scheme, header, prefix, encoding], key, body) => {
        const value = prefix + createHmac('sha256', key).update(body).digest(encoding);
        expect(check({ scheme, secrets: { current: key }, headers: { [header]: value }, body }).kind).toBe(
          'valid',
        );
      }),
    );
  });

  it('is refused with one bit of the body changed', () => {
    fc.assert(
      fc.property(keys, fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), (key, body, position) => {
        const mutated = Uint8Array.from(body);
        const index = Math.floor(position / 8) % body.length;
        mutated[index] = (mutated[index] ?? 0) ^ (1 << (position % 8));
        const headers = { [header]: hexOf(key, body) };
        expect(check({ secrets: { current: key }, headers, body: mutated })).toEqual({
          kind: 'invalid',
          reason: 'MISMATCH',
        });
      }),
    );
  });

  it('is refused with one digit of the signature changed', () => {
    fc.assert(
      fc.property(bytes, fc.nat(63), fc.integer({ min: 1, max: 15 }), (body, index, shift) => {
        const digits = hexOf(secret, body).split('');
        digits[index] = ((Number.parseInt(digits[index] ?? '', 16) + shift) % 16).toString(16);
        expect(check({ body, headers: { [header]: digits.join('') } }).kind).toBe('invalid');
      }),
    );
  });
});
