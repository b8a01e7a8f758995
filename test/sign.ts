import { createHmac } from 'node:crypto';

/** The signature of a body as `genesys` sends it, made apart from the code that checks it. */
export const sign = (body: string | Uint8Array, key: string): string =>
  createHmac('sha256', key).update(body).digest('hex');
