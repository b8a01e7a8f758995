import { createHmac } from 'node:crypto';
import type { SignatureSchemeName } from '../lambdas/contract/signature-scheme';

const hmac = (content: string | Uint8Array, key: string | Uint8Array): Buffer =>
  createHmac('sha256', key).update(content).digest();

/** The signature of a body as `genesys` sends it, made apart from the code that checks it. */
export const sign = (body: string | Uint8Array, key: string): string => hmac(body, key).toString('hex');

/** What a sender of each preset sends along, made apart from the code that checks it. */
export const headersOf: Readonly<
  Record<
    SignatureSchemeName,
    (body: string | Uint8Array, key: string, sentMs: number) => Record<string, string>
  >
> = {
  genesys: (body, key) => ({ 'X-PureCloud-Signature': hmac(body, key).toString('hex') }),
  'genesys-open-messaging': (body, key) => ({
    'X-Hub-Signature-256': `sha256=${hmac(body, key).toString('base64')}`,
  }),
  'github-style': (body, key) => ({ 'X-Hub-Signature-256': `sha256=${hmac(body, key).toString('hex')}` }),
  'standard-webhooks': (body, key, sentMs) => {
    const seconds = Math.floor(sentMs / 1000);
    const content = Buffer.concat([Buffer.from(`msg_1.${seconds}.`), Buffer.from(body)]);
    const bytes = Buffer.from(key.slice('whsec_'.length), 'base64');
    return {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${hmac(content, bytes).toString('base64')}`,
    };
  },
};
