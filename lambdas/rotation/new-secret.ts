import type { SecretForm } from '../contract/signature-scheme';
import type { SecretGenerator } from './ports';

/** Of 62 characters each: 381 bits. */
const textLength = 64;
/** As many as SHA-256 gives; more would be hashed down to it by HMAC only beyond its block. */
const keyBytes = 32;

/**
 * A key nobody can guess, in the form in which the scheme's senders hold it. Letters and digits where that is free: no
 * form, shell or file mangles them on the way to the sender.
 */
export const newSecret = (form: SecretForm, generator: SecretGenerator): string =>
  form.encoding === 'utf8'
    ? generator.lettersAndDigits(textLength)
    : (form.prefix ?? '') + generator.base64(keyBytes);
