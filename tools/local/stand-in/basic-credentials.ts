import { createHash, timingSafeEqual } from 'node:crypto';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const decode = (encoded: string): string => decodeURIComponent(encoded.replaceAll('+', ' '));

/**
 * Reads `Authorization: Basic`. Both parts are form-encoded before they are joined by a colon, so that a secret may
 * hold any character. Source: RFC 6749 §2.3.1, RFC 7617.
 *
 * @returns `undefined` when the header is absent or malformed
 */
export const basicCredentials = (authorization: string | undefined): Credentials | undefined => {
  const base64 = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '')?.[1];
  if (base64 === undefined) return undefined;
  const joined = Buffer.from(base64, 'base64').toString('utf8');
  const colon = joined.indexOf(':');
  if (colon < 0) return undefined;
  try {
    return { clientId: decode(joined.slice(0, colon)), clientSecret: decode(joined.slice(colon + 1)) };
  } catch {
    return undefined;
  }
};

const digest = ({ clientId, clientSecret }: Credentials): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([clientId, clientSecret]))
    .digest();

/** In a time that does not depend on where they differ. */
export const sameCredentials = (one: Credentials, other: Credentials): boolean =>
  timingSafeEqual(digest(one), digest(other));
