import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { type SignatureScheme, signatureSchemes } from '../../lambdas/contract/signature-scheme';
import { type SignedDelivery, verifySignature } from '../../lambdas/core/signature';

const secret = String.raw`correct horse $ " \ % + battery`;
const rawBody = Buffer.from('{"id":"e-1","text":"é 😀\r\n"}');
/** printf '…' | openssl dgst -sha256 -hmac 'correct horse $ " \ % + battery' -hex; Python's hmac agrees. */
const signature = '51076a28f54fd1b0b0c76c995fd7348f108cbf539b9c91eefa1dc77fecace324';

const delivery = (changes: Partial<SignedDelivery> = {}): SignedDelivery => ({
  scheme: signatureSchemes.genesys,
  secrets: { current: secret },
  headerValues: [signature],
  rawBody,
  ...changes,
});

const sign = (key: string, bytes: Uint8Array): string =>
  createHmac('sha256', key).update(bytes).digest('hex');

describe('verifySignature', () => {
  it('accepts what openssl signed', () => {
    expect(verifySignature(delivery())).toEqual({ kind: 'valid', matched: 'current' });
  });

  it('accepts hex in upper case, which means the same bytes', () => {
    const verdict = verifySignature(delivery({ headerValues: [signature.toUpperCase()] }));
    expect(verdict).toEqual({ kind: 'valid', matched: 'current' });
  });

  it('accepts the previous secret and says so', () => {
    const secrets = { current: 'new', previous: secret };
    expect(verifySignature(delivery({ secrets }))).toEqual({ kind: 'valid', matched: 'previous' });
  });

  it('accepts an empty body that was signed', () => {
    const empty = delivery({
      secrets: { current: 'k' },
      rawBody: new Uint8Array(),
      headerValues: ['8bb990c40a7d61cb97597a942125025be50ac8beb74436e3735b98893a7f6620'],
    });
    expect(verifySignature(empty).kind).toBe('valid');
  });

  it.each<[string, Partial<SignedDelivery>, string]>([
    ['no header', { headerValues: [] }, 'MISSING'],
    ['two headers', { headerValues: [signature, signature] }, 'AMBIGUOUS'],
    ['an empty header', { headerValues: [''] }, 'MALFORMED'],
    ['a prefix where the scheme has none', { headerValues: [`sha256=${signature}`] }, 'MALFORMED'],
    [
      'base64 where hex is due',
      { headerValues: [Buffer.from(signature, 'hex').toString('base64')] },
      'MALFORMED',
    ],
    ['a signature that is cut', { headerValues: [signature.slice(0, 62)] }, 'MALFORMED'],
    ['a signature with more behind it', { headerValues: [`${signature}00`] }, 'MALFORMED'],
    ['surrounding space', { headerValues: [` ${signature}`] }, 'MALFORMED'],
    ['another secret', { secrets: { current: 'other' } }, 'MISMATCH'],
    ['an empty secret', { secrets: { current: '' }, headerValues: [sign('', rawBody)] }, 'MISMATCH'],
    [
      'an empty previous secret',
      { secrets: { current: 'new', previous: '' }, headerValues: [sign('', rawBody)] },
      'MISMATCH',
    ],
    [
      'the body serialised again',
      { rawBody: Buffer.from(JSON.stringify(JSON.parse(rawBody.toString().replace('\r\n', '')))) },
      'MISMATCH',
    ],
  ])('refuses %s', (_, changes, reason) => {
    expect(verifySignature(delivery(changes))).toEqual({ kind: 'invalid', reason });
  });

  const schemes = fc.constantFrom<SignatureScheme>(signatureSchemes.genesys, {
    ...signatureSchemes.genesys,
    encoding: 'base64',
    prefix: 'sha256=',
  });
  const bytes = fc.uint8Array({ maxLength: 300 });
  const keys = fc.string({ minLength: 1, unit: 'binary' });
  const signed = (scheme: SignatureScheme, key: string, body: Uint8Array): string =>
    scheme.prefix + createHmac('sha256', key).update(body).digest(scheme.encoding);

  it('accepts every body and key that were signed', () => {
    fc.assert(
      fc.property(schemes, keys, bytes, (scheme, key, body) => {
        const verdict = verifySignature({
          scheme,
          secrets: { current: key },
          headerValues: [signed(scheme, key, body)],
          rawBody: body,
        });
        expect(verdict.kind).toBe('valid');
      }),
    );
  });

  it('refuses every body in which one bit is another', () => {
    fc.assert(
      fc.property(keys, fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), (key, body, position) => {
        const mutated = Uint8Array.from(body);
        const index = Math.floor(position / 8) % body.length;
        mutated[index] = (mutated[index] ?? 0) ^ (1 << (position % 8));
        const headerValues = [sign(key, body)];
        const verdict = verifySignature(
          delivery({ secrets: { current: key }, headerValues, rawBody: mutated }),
        );
        expect(verdict).toEqual({ kind: 'invalid', reason: 'MISMATCH' });
      }),
    );
  });

  it('refuses every signature in which one digit is another', () => {
    fc.assert(
      fc.property(bytes, fc.nat(63), fc.integer({ min: 1, max: 15 }), (body, index, shift) => {
        const digits = sign(secret, body).split('');
        digits[index] = ((Number.parseInt(digits[index] ?? '', 16) + shift) % 16).toString(16);
        expect(verifySignature(delivery({ rawBody: body, headerValues: [digits.join('')] })).kind).toBe(
          'invalid',
        );
      }),
    );
  });
});
