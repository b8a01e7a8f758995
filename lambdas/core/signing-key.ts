import type { SecretForm } from '../contract/signature-scheme';

/**
 * A secret is no key for its scheme: it is empty, or not base64 where that is due. It is our fault or the operator's,
 * never the sender's. The message holds nothing of the secret.
 */
export class UnusableSecretError extends Error {
  override readonly name = 'UnusableSecretError';
}

/** RFC 4648, with its padding: `Buffer.from` would skip what it cannot decode. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @throws {UnusableSecretError} An empty key would let anyone sign. */
export const signingKey = (form: SecretForm, secret: string): Buffer => {
  const key = form.encoding === 'utf8' ? Buffer.from(secret, 'utf8') : decoded(secret, form.prefix ?? '');
  if (key.length === 0) throw new UnusableSecretError('The secret is empty.');
  return key;
};

const decoded = (secret: string, prefix: string): Buffer => {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  if (!base64.test(text)) throw new UnusableSecretError('The secret is not base64, as its scheme demands.');
  return Buffer.from(text, 'base64');
};
