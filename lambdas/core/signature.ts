import { timingSafeEqual } from 'node:crypto';
import type { SignatureScheme } from '../contract/signature-scheme';
import type { UnreadableReason } from './header-fields';
import type { PresentedSignature } from './presented-signature';
import { hmacOf } from './signed-content';
import { signingKey, UnusableSecretError } from './signing-key';

/** The secrets of a source. While one replaces the other, several are valid at once. */
export interface SigningSecrets {
  readonly current: string;
  readonly previous?: string;
  /** What will be the current one. A sender may have it already. */
  readonly pending?: string;
}

export type MatchedSecret = keyof SigningSecrets;

export type SignatureVerdict =
  | { readonly kind: 'valid'; readonly matched: MatchedSecret }
  | { readonly kind: 'invalid'; readonly reason: InvalidReason };

/**
 * Why a delivery is refused: nothing could be compared; no secret matches; or one does, and the delivery is too old or
 * from the future: sent again by somebody who saw it, or by a clock that is wrong.
 */
export type InvalidReason = UnreadableReason | 'MISMATCH' | 'TIMESTAMP_OUTSIDE_TOLERANCE';

export interface DeliveryToVerify {
  readonly scheme: SignatureScheme;
  readonly presented: PresentedSignature;
  readonly secrets: SigningSecrets;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * Checks a delivery's signatures against every valid secret. All are computed and all are compared, whichever matches,
 * and each comparison takes the same time.
 *
 * @throws {UnusableSecretError} when the current secret is no key. Another one that is none is passed over.
 */
export const verifySignature = (delivery: DeliveryToVerify): SignatureVerdict => {
  const matching = keysOf(delivery)
    .map(({ name, key }) => ({ name, isMatch: isSignedWith(key, delivery) }))
    .filter(({ isMatch }) => isMatch);
  const [first] = matching;
  if (!first) return { kind: 'invalid', reason: 'MISMATCH' };
  return isInTime(delivery)
    ? { kind: 'valid', matched: first.name }
    : { kind: 'invalid', reason: 'TIMESTAMP_OUTSIDE_TOLERANCE' };
};

/** The current one first: it is the one to name where two are the same. */
const keysOf = ({ scheme, secrets }: DeliveryToVerify) => {
  const { current, pending, previous } = secrets;
  return [
    { name: 'current', key: signingKey(scheme.secret, current) },
    ...(['pending', 'previous'] as const).flatMap((name) => {
      const key = keyIfUsable(scheme, { pending, previous }[name]);
      return key ? [{ name, key }] : [];
    }),
  ] satisfies readonly { readonly name: MatchedSecret; readonly key: Buffer }[];
};

const keyIfUsable = ({ secret: form }: SignatureScheme, secret: string | undefined): Buffer | undefined => {
  if (secret === undefined) return undefined;
  try {
    return signingKey(form, secret);
  } catch (error) {
    if (error instanceof UnusableSecretError) return undefined;
    throw error;
  }
};

const isSignedWith = (key: Buffer, { scheme, presented }: DeliveryToVerify): boolean => {
  const expected = hmacOf(scheme, key, presented.content);
  return presented.signatures.filter((given) => timingSafeEqual(given, expected)).length > 0;
};

const isInTime = ({ scheme, presented, nowMs }: DeliveryToVerify): boolean => {
  if (!scheme.timestamp) return true;
  const { past, future } = scheme.timestamp.toleranceSeconds;
  const ageMs = nowMs - (presented.sentMs ?? Number.NaN);
  return ageMs <= past * 1000 && ageMs >= -future * 1000;
};
