import { randomBytes, randomInt } from 'node:crypto';
import type { SecretGenerator } from '../rotation/ports';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Secrets from the system's source of randomness for cryptography. */
export const systemSecretGenerator: SecretGenerator = {
  lettersAndDigits: (length) =>
    Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
  base64: (byteLength) => randomBytes(byteLength).toString('base64'),
};
