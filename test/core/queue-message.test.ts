import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeMessage, encodeMessage } from '../../lambdas/core/queue-message';

/** What SQS does not take. Source: Amazon SQS API reference, SendMessage. */
const illegal = /(?![\t\n\r])\p{Cc}(?<![\x7f-\x9f])|[\uFFFE\uFFFF]|\p{Cs}/u;

const roundTrip = (value: unknown): unknown => {
  const encoded = encodeMessage(value);
  if (encoded.kind === 'too-large') throw new Error('too large');
  return decodeMessage(encoded.body, encoded.encoding);
};

describe('encodeMessage', () => {
  it('makes any JSON value legal for SQS and gives it back unchanged', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          '\uFFFE',
          '\uFFFF',
          '\0',
          '\u001f',
          '\u007f',
          '\uD800',
          '\uDFFF',
          '\\',
          '"',
          '\u2028',
        ),
        fc.string({ unit: 'binary', maxLength: 1 }),
      ),
    });
    const value = fc.oneof(nasty, fc.dictionary(nasty, nasty), fc.array(nasty), fc.jsonValue());
    fc.assert(
      fc.property(value, (original) => {
        const encoded = encodeMessage(original);
        expect(encoded.kind === 'fits' && illegal.test(encoded.body)).toBe(false);
        expect(JSON.stringify(roundTrip(original))).toBe(JSON.stringify(original));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves a small value readable', () => {
    expect(encodeMessage({ a: 1 })).toEqual({ kind: 'fits', body: '{"a":1}' });
  });

  it('compresses a large value that gains from it', () => {
    const value = { text: 'la '.repeat(100_000) };
    const encoded = encodeMessage(value);
    expect(encoded).toMatchObject({ kind: 'fits', encoding: 'gzip' });
    expect(encoded.kind === 'fits' && encoded.body.length).toBeLessThan(10_000);
    expect(roundTrip(value)).toEqual(value);
  });

  it('takes 1 MiB of ordinary JSON', () => {
    const value = { id: 'e-1', data: { note: 'x'.repeat(1_048_576) } };
    expect(roundTrip(value)).toEqual(value);
  });

  it('says so when a value fits in no form, instead of cutting it', () => {
    const value = { data: randomBytes(1_048_576).toString('base64') };
    expect(encodeMessage(value)).toEqual({ kind: 'too-large', bytes: JSON.stringify(value).length });
  });
});

describe('decodeMessage', () => {
  it('refuses an encoding it does not know', () => {
    expect(() => decodeMessage('{}', 'brotli')).toThrow('other than gzip');
  });

  it('refuses a message that would fill the memory', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32)).toString('base64');
    expect(() => decodeMessage(bomb, 'gzip')).toThrow('Cannot create a Buffer larger than');
  });
});
