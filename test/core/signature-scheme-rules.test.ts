import { signatureSchemes } from '../../lambdas/contract/signature-scheme';
import { isSignatureScheme, signatureSchemeProblems } from '../../lambdas/contract/signature-scheme-rules';
import { slackLikeScheme, stripeLikeScheme } from './custom-schemes';

const timestamp = stripeLikeScheme.timestamp;

describe('a signature scheme', () => {
  it.each(Object.entries({ ...signatureSchemes, stripeLikeScheme, slackLikeScheme }))(
    'can be used, as it is and after JSON: %s',
    (_, scheme) => {
      expect(signatureSchemeProblems('scheme', scheme)).toEqual([]);
      expect(isSignatureScheme(JSON.parse(JSON.stringify(scheme)))).toBe(true);
    },
  );

  it.each<[string, unknown, RegExp]>([
    [
      'no object',
      'sha256',
      /^scheme is "sha256", but must be an object with algorithm, signature, signs, secret, timestamp: write one\.$/,
    ],
    ['nothing', {}, /^scheme\.algorithm is undefined, but must be one of sha256: choose one\.$/],
    ['another algorithm', { algorithm: 'none' }, /^scheme\.algorithm is "none"/],
    ['a property too many', { sings: ['body'] }, /^scheme has "sings", but only algorithm, .+: remove it\.$/],
    [
      'no header',
      { signature: { encoding: 'hex' } },
      /^scheme\.signature\.header is undefined, but must be a header name/,
    ],
    [
      'a header name with a space',
      { signature: { header: 'X Sig', encoding: 'hex' } },
      /^scheme\.signature\.header is "X Sig"/,
    ],
    [
      'another encoding',
      { signature: { header: 'X-Sig', encoding: 'base64url' } },
      /^scheme\.signature\.encoding is "base64url", but must be one of hex, base64/,
    ],
    [
      'an empty prefix',
      { signature: { header: 'X-Sig', encoding: 'hex', prefix: '' } },
      /^scheme\.signature\.prefix is ""/,
    ],
    [
      'a separator that can stand in base64',
      { signature: { header: 'X-Sig', encoding: 'base64', separator: '+' } },
      /^scheme\.signature\.separator is "\+"/,
    ],
    [
      'a prefix with its separator',
      { signature: { header: 'X-Sig', encoding: 'hex', prefix: 'v1,', separator: ',' } },
      /^scheme\.signature\.prefix is "v1,", but must not hold the separator ",": choose another one\.$/,
    ],
    ['nothing signed', { signs: [] }, /^scheme\.signs is \[\], but must be a list with 1 to 16 items/],
    [
      'a part that is none',
      { signs: ['body', 'header'] },
      /^scheme\.signs\[1\] is "header", but must be "body"/,
    ],
    ['an empty text', { signs: ['body', { text: '' }] }, /^scheme\.signs\[1\]\.text is ""/],
    [
      'the body left out',
      { signs: [{ text: 'v0' }, 'timestamp'], timestamp },
      /^scheme\.signs is .+, but must have "body" once, or any body would do: add it\.$/,
    ],
    ['the body twice', { signs: ['body', 'body'] }, /must have "body" once/],
    [
      'a time that is not signed',
      { timestamp, signs: ['body'] },
      /must have "timestamp" once, or anybody could write another time: add it, or remove timestamp\.$/,
    ],
    [
      'a time that is nowhere',
      { signs: ['timestamp', 'body'], timestamp: undefined },
      /^scheme\.signs has "timestamp", but timestamp does not say where it stands: add it\.$/,
    ],
    [
      'a tolerance without a future',
      { timestamp: { ...timestamp, toleranceSeconds: { past: 300 } } },
      /^scheme\.timestamp\.toleranceSeconds\.future is undefined, but must be a whole number from 1 to 86400/,
    ],
    [
      'a tolerance without an end',
      { timestamp: { ...timestamp, toleranceSeconds: { past: 1e9, future: 1 } } },
      /toleranceSeconds\.past is 1000000000/,
    ],
    [
      'another unit',
      { timestamp: { ...timestamp, unit: 'minutes' } },
      /^scheme\.timestamp\.unit is "minutes"/,
    ],
    [
      'two fields of a header that look the same',
      { timestamp: { ...timestamp, field: { header: 'stripe-signature', prefix: 'v1=', separator: ',' } } },
      /^scheme: signature and timestamp\.field both stand in Stripe-Signature, so they must have/,
    ],
    [
      'two fields of a header without a separator',
      { timestamp: { ...timestamp, field: { header: 'Stripe-Signature' } } },
      /both stand in/,
    ],
    [
      'a prefix where a secret stands as it is',
      { secret: { encoding: 'utf8', prefix: 'whsec_' } },
      /^scheme\.secret has "prefix", but only encoding/,
    ],
    [
      'no form of the secret',
      { secret: { encoding: 'hex' } },
      /^scheme\.secret\.encoding is "hex", but must be one of utf8, base64/,
    ],
  ])('is refused with %s', (_, change, problem) => {
    const scheme =
      typeof change === 'object' && Object.keys(change ?? {}).length > 0
        ? { ...stripeLikeScheme, ...change }
        : change;
    expect(signatureSchemeProblems('scheme', scheme)).toEqual(
      expect.arrayContaining([expect.stringMatching(problem)]),
    );
    expect(isSignatureScheme(scheme)).toBe(false);
  });

  it('is refused with every problem of its form at once', () => {
    expect(signatureSchemeProblems('scheme', {})).toHaveLength(4);
  });

  it('shows no more of a value than helps', () => {
    const [problem = ''] = signatureSchemeProblems('scheme', 'x'.repeat(10_000));
    expect(problem.length).toBeLessThan(300);
  });
});
