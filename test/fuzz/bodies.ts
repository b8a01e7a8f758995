import fc from 'fast-check';
import { maxBodyBytes } from '../../lambdas/contract/limits';
import { canary } from './canary';
import { nearlyEvent, wellFormedEvent } from './event-texts';
import { deepJsonText, giganticText, jsonText } from './json-texts';

export interface FuzzBody {
  readonly bytes: Buffer;
  /** The event that it certainly is; absent: it may be one or not. */
  readonly event?: { readonly id: string };
}

export const wellFormedBody: fc.Arbitrary<FuzzBody> = wellFormedEvent.map(({ id, json }) => ({
  bytes: Buffer.from(json),
  event: { id },
}));

/** Bytes that are no UTF-8: cut, overlong, a surrogate, Latin-1, UTF-16, gzip. */
const brokenBytes = ['c3', 'c0af', 'eda080', 'e9', 'fffe7b00', '1f8b0800', 'f4908080', '00', 'ff'].map(
  (hex) => Buffer.from(hex, 'hex'),
);

const withBrokenBytes = fc
  .tuple(nearlyEvent, fc.constantFrom(...brokenBytes), fc.nat(400))
  .map(([json, broken, at]) => {
    const bytes = Buffer.from(json);
    return Buffer.concat([bytes.subarray(0, at), broken, bytes.subarray(at)]);
  });

const cut = fc
  .tuple(wellFormedEvent, fc.nat(300))
  .map(([{ json }, length]) => Buffer.from(json).subarray(0, length));

const anyBytes = fc
  .uint8Array({ maxLength: 64 })
  .map((bytes) => Buffer.concat([Buffer.from(bytes), Buffer.from(canary)]));

const asBytes = (text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> => text.map((one) => Buffer.from(one));

/** Whatever anybody may post. */
export const anyBody: fc.Arbitrary<FuzzBody> = fc
  .oneof(
    { weight: 400, arbitrary: asBytes(nearlyEvent) },
    { weight: 200, arbitrary: asBytes(jsonText) },
    { weight: 150, arbitrary: withBrokenBytes },
    { weight: 100, arbitrary: cut },
    { weight: 100, arbitrary: anyBytes },
    { weight: 50, arbitrary: asBytes(deepJsonText) },
    { weight: 10, arbitrary: fc.constantFrom(Buffer.alloc(0), Buffer.from('\uFEFF'), Buffer.from('null')) },
    { weight: 6, arbitrary: asBytes(giganticText(maxBodyBytes)) },
  )
  .map((bytes) => ({ bytes }));
