import type { SignatureScheme } from '../../lambdas/contract/signature-scheme';

/** `Stripe-Signature: t=1614265330,v1=…,v1=…,v0=…` over `timestamp.body`. */
export const stripeLikeScheme: SignatureScheme = {
  algorithm: 'sha256',
  signature: { header: 'Stripe-Signature', prefix: 'v1=', separator: ',', encoding: 'hex' },
  signs: ['timestamp', { text: '.' }, 'body'],
  timestamp: {
    field: { header: 'Stripe-Signature', prefix: 't=', separator: ',' },
    unit: 'seconds',
    toleranceSeconds: { past: 300, future: 30 },
  },
  secret: { encoding: 'utf8' },
};

/** `X-Slack-Signature: v0=…` over `v0:timestamp:body`, the time in a header of its own. */
export const slackLikeScheme: SignatureScheme = {
  algorithm: 'sha256',
  signature: { header: 'X-Slack-Signature', prefix: 'v0=', encoding: 'hex' },
  signs: [{ text: 'v0:' }, 'timestamp', { text: ':' }, 'body'],
  timestamp: {
    field: { header: 'X-Slack-Request-Timestamp' },
    unit: 'seconds',
    toleranceSeconds: { past: 300, future: 300 },
  },
  secret: { encoding: 'utf8' },
};
