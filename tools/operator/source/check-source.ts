import { randomUUID } from 'node:crypto';
import { signDelivery } from '../../../lambdas/core/sign-delivery';
import type { MatchedSecret } from '../../../lambdas/core/signature';
import { UnusableSecretError } from '../../../lambdas/core/signing-key';
import type { CheckTarget } from './check-target';
import { explainReply } from './explain-reply';
import { closed, type Explanation } from './explanation';
import { type Reply, sendDelivery } from './send-delivery';
import { checkEvent } from '../../../lambdas/core/check-event';

export interface CheckOptions {
  readonly timeoutMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Posts a signed, harmless event and explains the answer. When it is refused, the other valid secrets are tried. */
export const checkSource = async (target: CheckTarget, options: CheckOptions): Promise<Explanation> => {
  try {
    const reply = await post('current', target, options);
    const nowMs = options.now();
    const otherSecrets = isUnauthorized(reply) ? await tryOthers(target, options) : [];
    return explainReply(reply, { target, nowMs, otherSecrets });
  } catch (error) {
    if (error instanceof UnusableSecretError) return unusable(error, target);
    throw error;
  }
};

const post = (name: MatchedSecret, target: CheckTarget, { timeoutMs, now }: CheckOptions): Promise<Reply> => {
  const { url, scheme, format, secrets } = target;
  const nowMs = now();
  const id = `switchboard-check-${randomUUID()}`;
  const body = checkEvent(format, { id, nowMs });
  const headers = signDelivery({ scheme, secret: secrets[name] ?? '', body, deliveryId: id, nowMs });
  return sendDelivery({ url, headers, body, timeoutMs });
};

const isUnauthorized = (reply: Reply): boolean => reply.kind === 'answered' && reply.status === 401;

const tryOthers = async (target: CheckTarget, options: CheckOptions) => {
  const tried: { readonly name: MatchedSecret; readonly isOpen: boolean }[] = [];
  for (const name of ['previous', 'pending'] as const) {
    if (target.secrets[name] === undefined) continue;
    const reply = await post(name, target, options).catch(() => undefined);
    tried.push({ name, isOpen: reply?.kind === 'answered' && reply.status === 200 });
  }
  return tried;
};

const unusable = ({ message }: UnusableSecretError, { schemeName, scheme }: CheckTarget): Explanation =>
  closed(
    'SECRET_UNUSABLE',
    `The secret is no key for the scheme ${schemeName}. ${message} Nothing was sent.`,
    {
      causes: ['The secret is for another scheme, or was copied with a space or line end too many.'],
      remedies: [
        scheme.secret.encoding === 'base64'
          ? `Enter one in base64${scheme.secret.prefix === undefined ? '' : `, with or without ${scheme.secret.prefix} before it`}.`
          : 'Enter one.',
      ],
    },
  );
