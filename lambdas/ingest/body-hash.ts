import { createHash } from 'node:crypto';

/** SHA-256 of a raw body, in hex. */
export const bodyHashOf = (rawBody: Uint8Array): string => createHash('sha256').update(rawBody).digest('hex');
