import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureScheme } from '../contract/signature-scheme';

/** The secrets of a source. During a rotation the previous one is valid too. */
export interface SigningSecrets {
  readonly current: string;
  readonly previous?: string;
  readonly pending?: string;
}

export type SignatureVerdict =
  | { readonly kind: 'valid'; readonly matched: 'current' | 'previous' }
  | { readonly kind: 'invalid'; readonly reason: 'MISSING' | 'AMBIGUOUS' | 'MALFORMED' | 'MISMATCH' };

export interface SignedDelivery {
  readonly scheme: SignatureScheme;
  readonly secrets: SigningSecrets;
  /** All values of the scheme's header, in the order they came. */
  readonly headerValues: readonly string[];
  /** The body exactly as sent. */
  readonly rawBody: Uint8Array;
}

/** Checks a delivery's signature over its raw bytes, in constant time, against every valid secret. */
export const verifySignature = (delivery: SignedDelivery): SignatureVerdict => {
  const [value, ...others] = delivery.headerValues;
  if (value === undefined) return { kind: 'invalid', reason: 'MISSING' };
  if (others.length > 0) return { kind: 'invalid', reason: 'AMBIGUOUS' };
  const given = decodeSignature(delivery.scheme, value);
  if (!given) return { kind: 'invalid', reason: 'MALFORMED' };
  const { current, previous } = delivery.secrets;
  const matchesCurrent = matches(given, current, delivery.rawBody);
  const matchesPrevious = previous !== undefined && matches(given, previous, delivery.rawBody);
  if (matchesCurrent) return { kind: 'valid', matched: 'current' };
  if (matchesPrevious) return { kind: 'valid', matched: 'previous' };
  return { kind: 'invalid', reason: 'MISMATCH' };
};

/** An empty secret would let anyone sign. */
const matches = (given: Buffer, secret: string, rawBody: Uint8Array): boolean =>
  secret.length > 0 && timingSafeEqual(given, createHmac('sha256', secret).update(rawBody).digest());

/** `Buffer.from` skips what it cannot decode, so the form is checked first. SHA-256 has 32 bytes. */
const forms = { hex: /^[0-9a-f]{64}$/i, base64: /^[A-Za-z0-9+/]{43}=$/ } as const;

const decodeSignature = ({ prefix, encoding }: SignatureScheme, value: string): Buffer | undefined => {
  if (!value.startsWith(prefix)) return undefined;
  const encoded = value.slice(prefix.length);
  return forms[encoding].test(encoded) ? Buffer.from(encoded, encoding) : undefined;
};
