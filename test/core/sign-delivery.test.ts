import fc from 'fast-check';
import { type SignatureScheme, signatureSchemes } from '../../lambdas/contract/signature-scheme';
import { signDelivery } from '../../lambdas/core/sign-delivery';
import { UnusableSecretError } from '../../lambdas/core/signing-key';
import { checkSignature } from './checked-signature';
import { slackLikeScheme, stripeLikeScheme } from './custom-schemes';
import {
  awkwardSecret,
  bodyVectors,
  slackExample,
  standardWebhooksReference as reference,
  stripeLike,
} from './signature-vectors';

const unused = { deliveryId: 'msg_unused', nowMs: 0 };

describe('a delivery signed here', () => {
  it.each(bodyVectors)('has the signature that other tools make: $name', ({ body, hex, base64 }) => {
    const signed = (scheme: SignatureScheme) =>
      signDelivery({ scheme, secret: awkwardSecret, body, ...unused });
    expect(signed(signatureSchemes.genesys)).toEqual({ 'X-PureCloud-Signature': hex });
    expect(signed(signatureSchemes['github-style'])).toEqual({ 'X-Hub-Signature-256': `sha256=${hex}` });
    expect(signed(signatureSchemes['genesys-open-messaging'])).toEqual({
      'X-Hub-Signature-256': `sha256=${base64}`,
    });
  });

  it('has every header of standard-webhooks, as the reference vector does', () => {
    const { secret, body, id } = reference;
    const nowMs = reference.timestampSeconds * 1000 + 999;
    const scheme = signatureSchemes['standard-webhooks'];
    expect(signDelivery({ scheme, secret, body, deliveryId: id, nowMs })).toEqual({
      'webhook-id': id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': reference.signature,
    });
  });

  it('has the fields of one header together', () => {
    const { secret, body, hex, timestampSeconds } = stripeLike;
    const nowMs = timestampSeconds * 1000;
    expect(signDelivery({ scheme: stripeLikeScheme, secret, body, deliveryId: 'none', nowMs })).toEqual({
      'Stripe-Signature': `t=1614265330,v1=${hex}`,
    });
  });

  it('is the one of Slack’s documentation with a scheme like Slack’s', () => {
    const { secret, body, signature, timestampSeconds } = slackExample;
    const nowMs = timestampSeconds * 1000;
    expect(signDelivery({ scheme: slackLikeScheme, secret, body, deliveryId: 'none', nowMs })).toEqual({
      'X-Slack-Request-Timestamp': '1531420618',
      'X-Slack-Signature': signature,
    });
  });

  it.each(['', 'whsec_', 'whsec_ not base64', 'whsec_AAA', 'bWlzc2luZyBuZXdsaW5l\n'])(
    'cannot be made with %j where base64 is due, and the error does not show it',
    (secret) => {
      const scheme = signatureSchemes['standard-webhooks'];
      const sign = () => signDelivery({ scheme, secret, body: Buffer.from('{}'), ...unused });
      expect(sign).toThrow(UnusableSecretError);
      if (secret !== '') expect(sign).not.toThrow(secret);
    },
  );

  it('is accepted, whatever the scheme, body, key and time', () => {
    const schemes = fc.constantFrom<SignatureScheme>(
      ...Object.values(signatureSchemes),
      stripeLikeScheme,
      slackLikeScheme,
    );
    const keys = fc.uint8Array({ minLength: 1, maxLength: 80 });
    const times = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(schemes, keys, fc.uint8Array(), times, (scheme, key, body, nowMs) => {
        const secret = Buffer.from(key).toString('base64');
        const headers = signDelivery({ scheme, secret, body, deliveryId: 'msg_1', nowMs });
        expect(checkSignature({ scheme, secrets: { current: secret }, headers, body, nowMs }).kind).toBe(
          'valid',
        );
      }),
    );
  });
});
