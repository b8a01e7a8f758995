import type { SignatureScheme } from '../../lambdas/contract/signature-scheme';
import { type CheckedRequest, checkSignature, validWith } from './checked-signature';
import { slackLikeScheme, stripeLikeScheme } from './custom-schemes';
import {
  paddedKey,
  slackExample,
  standardWebhooksBodies,
  standardWebhooksReference as reference,
  stripeLike,
} from './signature-vectors';

const invalid = (reason: string) => ({ kind: 'invalid', reason });

interface StandardDelivery {
  readonly secret: string;
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: Buffer;
  readonly signature: string;
}

const standard = (delivery: StandardDelivery, changes: Partial<CheckedRequest> = {}) =>
  checkSignature({
    scheme: 'standard-webhooks',
    secrets: { current: delivery.secret },
    headers: headersOf(delivery),
    body: delivery.body,
    nowMs: delivery.timestampSeconds * 1000,
    ...changes,
  });

const headersOf = ({ id, timestampSeconds, signature }: StandardDelivery) => ({
  'Webhook-Id': id,
  'Webhook-Timestamp': String(timestampSeconds),
  'Webhook-Signature': signature,
});

describe('the scheme standard-webhooks', () => {
  it('accepts the reference vector', () => {
    expect(standard(reference)).toEqual(validWith('current'));
  });

  it('accepts a secret without whsec_, as the reference libraries do', () => {
    const secrets = { current: reference.secret.replace('whsec_', '') };
    expect(standard(reference, { secrets })).toEqual(validWith('current'));
  });

  it.each(standardWebhooksBodies)('accepts what Python signed: $name', ({ body, signature }) => {
    expect(standard({ ...reference, body, signature })).toEqual(validWith('current'));
  });

  it('accepts a key whose base64 has +, / and padding', () => {
    expect(standard(paddedKey)).toEqual(validWith('current'));
  });

  it.each([
    ['first', [reference.signature, reference.otherSignature]],
    ['last', [reference.otherSignature, reference.signature]],
    ['between other versions', [`v2,${reference.signature.slice(3)}`, reference.signature, 'v1a,c2hvcnQ=']],
    ['behind one without the form', ['v1,nonsense', 'v1,', reference.signature]],
    ['as the tenth', [...Array<string>(9).fill(reference.otherSignature), reference.signature]],
  ])('accepts one signature of several that matches: %s', (_, signatures) => {
    expect(standard({ ...reference, signature: signatures.join(' ') })).toEqual(validWith('current'));
  });

  it.each<[string, Partial<Record<keyof ReturnType<typeof headersOf>, string | string[]>>, string]>([
    ['one that does not match', { 'Webhook-Signature': reference.otherSignature }, 'MISMATCH'],
    ['another version only', { 'Webhook-Signature': `v2,${reference.signature.slice(3)}` }, 'MALFORMED'],
    [
      'v1a with what v1 would be',
      { 'Webhook-Signature': `v1a,${reference.signature.slice(3)}` },
      'MALFORMED',
    ],
    ['no version', { 'Webhook-Signature': reference.signature.slice(3) }, 'MALFORMED'],
    ['a version without a signature', { 'Webhook-Signature': 'v1,' }, 'MALFORMED'],
    ['a part of it', { 'Webhook-Signature': reference.signature.slice(0, 8) }, 'MALFORMED'],
    [
      'eleven, the last of which matches',
      {
        'Webhook-Signature': [...Array<string>(10).fill(reference.otherSignature), reference.signature].join(
          ' ',
        ),
      },
      'MALFORMED',
    ],
    [
      'a header without end',
      { 'Webhook-Signature': `${reference.signature}${' v2,x'.repeat(500)}` },
      'MALFORMED',
    ],
    ['two headers', { 'Webhook-Signature': [reference.signature, reference.signature] }, 'AMBIGUOUS'],
    ['another id', { 'Webhook-Id': `${reference.id}x` }, 'MISMATCH'],
    ['an empty id', { 'Webhook-Id': '' }, 'MALFORMED'],
    ['two ids', { 'Webhook-Id': [reference.id, 'msg_2'] }, 'AMBIGUOUS'],
    ['an id that is not ASCII', { 'Webhook-Id': 'msg_é' }, 'MALFORMED'],
    ['another time', { 'Webhook-Timestamp': String(reference.timestampSeconds + 1) }, 'MISMATCH'],
    ['two times', { 'Webhook-Timestamp': ['1614265330', '1614265330'] }, 'AMBIGUOUS'],
    ['a time with a sign', { 'Webhook-Timestamp': '+1614265330' }, 'MALFORMED'],
    ['a time with a fraction', { 'Webhook-Timestamp': '1614265330.0' }, 'MALFORMED'],
    ['a time with more behind it', { 'Webhook-Timestamp': '1614265330abc' }, 'MALFORMED'],
    ['a time in ISO form', { 'Webhook-Timestamp': '2021-02-25T15:02:10Z' }, 'MALFORMED'],
    ['a time without end', { 'Webhook-Timestamp': '0'.repeat(17) }, 'MALFORMED'],
  ])('refuses %s', (_, headers, reason) => {
    expect(standard(reference, { headers: { ...headersOf(reference), ...headers } })).toEqual(
      invalid(reason),
    );
  });

  it.each(['Webhook-Id', 'Webhook-Timestamp', 'Webhook-Signature'])(
    'refuses a delivery without %s',
    (name) => {
      const headers = Object.fromEntries(
        Object.entries(headersOf(reference)).filter(([one]) => one !== name),
      );
      expect(standard(reference, { headers })).toEqual(invalid('MISSING'));
    },
  );

  /** `msg_…` and `1614265330.{…}` are the same bytes as `msg_….1614265330` and `{…}`, with other numbers. */
  it('refuses an id that holds the delimiter, so that no piece of a signed delivery passes for another one', () => {
    const shifted = {
      ...reference,
      id: `${reference.id}.${reference.timestampSeconds}`,
      body: Buffer.from('{}'),
    };
    expect(standard(shifted)).toEqual(invalid('MALFORMED'));
  });

  it.each([
    [-300_999, 'TIMESTAMP_OUTSIDE_TOLERANCE'],
    [-300_001, 'TIMESTAMP_OUTSIDE_TOLERANCE'],
    [-300_000, undefined],
    [0, undefined],
    [300_000, undefined],
    [300_001, 'TIMESTAMP_OUTSIDE_TOLERANCE'],
  ])('looks at the clock %d ms after it was sent, and finds %p', (laterMs, reason) => {
    const nowMs = reference.timestampSeconds * 1000 + laterMs;
    const expected = reason === undefined ? validWith('current') : invalid(reason);
    expect(standard(reference, { nowMs })).toEqual(expected);
  });

  it('says of a forged delivery that it is forged, however old', () => {
    expect(standard({ ...reference, body: Buffer.from('{}') }, { nowMs: 0 })).toEqual(invalid('MISMATCH'));
  });
});

describe('a scheme of one’s own', () => {
  const stripe = (value: string | string[], changes: Partial<CheckedRequest> = {}) =>
    checkSignature({
      scheme: stripeLikeScheme,
      secrets: { current: stripeLike.secret },
      headers: { 'stripe-signature': value },
      body: stripeLike.body,
      nowMs: stripeLike.timestampSeconds * 1000,
      ...changes,
    });
  const other = 'ab'.repeat(32);

  it.each([
    `t=1614265330,v1=${stripeLike.hex}`,
    `v1=${stripeLike.hex},t=1614265330`,
    `t=1614265330,v1=${other},v1=${stripeLike.hex},v0=${other}`,
  ])('can have time and several signatures in one header: %s', (value) => {
    expect(stripe(value)).toEqual(validWith('current'));
  });

  it.each([
    [`v1=${stripeLike.hex}`, 'MALFORMED'],
    [`t=1614265330`, 'MALFORMED'],
    [`t=1614265330,v0=${stripeLike.hex}`, 'MALFORMED'],
    [`t=1614265330,t=1614265330,v1=${stripeLike.hex}`, 'AMBIGUOUS'],
    [`t=1614265331,v1=${stripeLike.hex}`, 'MISMATCH'],
    [`t=,v1=${stripeLike.hex}`, 'MALFORMED'],
    [`t=1614265330,v1=${other}`, 'MISMATCH'],
  ])('is refused where that header is %s', (value, reason) => {
    expect(stripe(value)).toEqual(invalid(reason));
  });

  it('has a tolerance for the past and another one for the future', () => {
    const at = (seconds: number) =>
      stripe(`t=1614265330,v1=${stripeLike.hex}`, { nowMs: (stripeLike.timestampSeconds + seconds) * 1000 });
    expect([at(300), at(-30)].map(({ kind }) => kind)).toEqual(['valid', 'valid']);
    expect([at(301), at(-31)]).toEqual([
      invalid('TIMESTAMP_OUTSIDE_TOLERANCE'),
      invalid('TIMESTAMP_OUTSIDE_TOLERANCE'),
    ]);
  });

  const slack = (scheme: SignatureScheme, timestamp: string, nowMs: number) =>
    checkSignature({
      scheme,
      secrets: { current: slackExample.secret },
      headers: { 'X-Slack-Request-Timestamp': timestamp, 'X-Slack-Signature': slackExample.signature },
      body: slackExample.body,
      nowMs,
    });

  it('can begin with a text and have its time in a header of its own', () => {
    expect(slack(slackLikeScheme, '1531420618', slackExample.timestampSeconds * 1000)).toEqual(
      validWith('current'),
    );
  });

  it('can count milliseconds', () => {
    const milliseconds: SignatureScheme = {
      ...slackLikeScheme,
      timestamp: {
        field: { header: 'X-Slack-Request-Timestamp' },
        unit: 'milliseconds',
        toleranceSeconds: { past: 1, future: 1 },
      },
    };
    expect(slack(milliseconds, '1531420618', 1_531_420_618 + 1000)).toEqual(validWith('current'));
    expect(slack(milliseconds, '1531420618', 1_531_420_618 + 1001)).toEqual(
      invalid('TIMESTAMP_OUTSIDE_TOLERANCE'),
    );
  });
});
