import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeMessage, encodeMessage } from '../../lambdas/core/queue-message';
import { noise } from '../noise';

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

  describe.each([
    ['with ASCII', 'x'],
    ['with letters of three bytes', '€'],
    ['with characters that SQS refuses, which grow', '\uFFFE'],
  ])('at its limits, %s', (_, letter) => {
    const limits = { inlineBytes: 3000, claimCheckBytes: 4500 };
    /** Bytes of its JSON: two quotes, and what the letters take. */
    const bytesOf = (text: string): number =>
      Buffer.byteLength(JSON.stringify(text).replaceAll('\uFFFE', String.raw`\ufffe`));
    const textOf = (bytes: number): string => {
      const letters = letter.repeat(Math.floor((bytes - 2) / (bytesOf(letter) - 2)));
      return letters + 'y'.repeat(bytes - bytesOf(letters));
    };
    /** Of which gzip and base64 make more than they find. */
    const incompressible = (bytes: number): string => {
      const some = letter.repeat(10);
      return some + noise(bytes - bytesOf(some));
    };

    it.each([
      [2999, undefined],
      [3000, undefined],
      [3001, 'gzip'],
    ])('a value of %d bytes', (bytes, encoding) => {
      expect(bytesOf(textOf(bytes))).toBe(bytes);
      const encoded = encodeMessage(textOf(bytes), limits);
      expect(encoded.kind === 'fits' && encoded.encoding).toBe(encoding);
    });

    it.each([
      [4499, 'fits'],
      [4500, 'fits'],
      [4501, 'too-large'],
    ])('a value of %d bytes that nothing makes smaller', (bytes, kind) => {
      expect(encodeMessage(incompressible(bytes), limits).kind).toBe(kind);
    });
  });

  it('never makes a message that could not go to a DLQ with its cause beside it', () => {
    const limits = { inlineBytes: 2_000_000, claimCheckBytes: 2_000_000 };
    const text = noise(1_040_384 - 2);
    expect(encodeMessage(text, limits).kind).toBe('fits');
    expect(encodeMessage(`${text}x`, limits).kind).toBe('too-large');
  });

  it('takes 1 MiB of ordinary JSON', () => {
    const value = { id: 'e-1', data: { note: 'x'.repeat(1_048_576) } };
    expect(roundTrip(value)).toEqual(value);
  });

  it('says so when a value fits in no form, instead of cutting it', () => {
    const value = { data: noise(1_048_576) };
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
