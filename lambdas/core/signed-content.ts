import { createHmac } from 'node:crypto';
import type { HeaderField, SignatureScheme } from '../contract/signature-scheme';
import { assertNever } from './assert-never';

/** What the parts of a delivery are that a scheme can sign. */
export interface SignableValues {
  readonly body: Uint8Array;
  /** Digits; empty where the scheme has no timestamp. */
  readonly timestamp: string;
  readonly valueOf: (field: HeaderField) => string;
}

/** The bytes that a scheme signs, in pieces. What comes from headers is ASCII. */
export const signedContent = (
  { signs }: SignatureScheme,
  { body, timestamp, valueOf }: SignableValues,
): readonly (string | Uint8Array)[] =>
  signs.map((part) => {
    if (part === 'body') return body;
    if (part === 'timestamp') return timestamp;
    if ('text' in part) return part.text;
    if ('field' in part) return valueOf(part.field);
    return assertNever(part);
  });

/** The HMAC over the pieces, as if they were one. */
export const hmacOf = (
  { algorithm }: Pick<SignatureScheme, 'algorithm'>,
  key: Uint8Array,
  content: readonly (string | Uint8Array)[],
): Buffer => {
  const hmac = createHmac(algorithm, key);
  for (const piece of content) hmac.update(piece);
  return hmac.digest();
};
