import { timingSafeEqual } from 'node:crypto';
import type { Header } from './fuzz-request';
import { type FuzzedSender, isWithoutSecret } from './fuzz-sources';
import { fuzzNowSeconds, hmac, type KnownScheme } from './known-scheme';

/** Whether the delivery is the sender's own, told apart from the code that checks it. */
export const isSignedBy = (sender: FuzzedSender, headers: readonly Header[], body: Buffer): boolean => {
  const { scheme, secrets } = sender;
  const claim = scheme.claimOf(headers, body);
  if (claim === undefined || isWithoutSecret(sender) || !isInTime(scheme, claim.sentSeconds)) return false;
  const expected = [secrets.current, secrets.previous].map((secret) =>
    hmac(scheme.keyOf(secret), claim.content),
  );
  return claim.signatures.some((given) => expected.some((one) => timingSafeEqual(one, given)));
};

const isInTime = ({ tolerance }: KnownScheme, sentSeconds = Number.NaN): boolean =>
  tolerance === undefined ||
  (sentSeconds >= fuzzNowSeconds - tolerance.past && sentSeconds <= fuzzNowSeconds + tolerance.future);

/** What must not be shown about a delivery: the secrets, as they are and as JSON writes them, and what they make of it. */
export const secretsAbout = (
  { scheme, secrets }: FuzzedSender,
  headers: readonly Header[],
  body: Buffer,
): readonly string[] =>
  [secrets.current, secrets.previous]
    .filter((secret) => secret !== '')
    .flatMap((secret) => {
      const content = scheme.claimOf(headers, body)?.content ?? body;
      const signature = hmac(scheme.keyOf(secret), content);
      return [
        secret,
        JSON.stringify(secret).slice(1, -1),
        signature.toString('hex'),
        signature.toString('base64').replace('=', ''),
      ];
    });
