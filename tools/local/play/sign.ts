import { randomUUID } from 'node:crypto';
import { schemeOf } from '../../../lambdas/contract/signature-scheme';
import { signDelivery } from '../../../lambdas/core/sign-delivery';
import type { SourcePart } from '../stack-parts';

/** The headers that prove a body, as the sender would make them now. */
export const signedHeaders = (
  { scheme, secret }: Pick<SourcePart, 'scheme' | 'secret'>,
  body: Buffer,
): Record<string, string> =>
  signDelivery({
    scheme: schemeOf(scheme),
    secret,
    body,
    deliveryId: `msg_${randomUUID()}`,
    nowMs: Date.now(),
  });
