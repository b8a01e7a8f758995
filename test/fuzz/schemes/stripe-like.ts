import { stripeLikeScheme } from '../../core/custom-schemes';
import { canary } from '../canary';
import { fuzzNowSeconds, hmac, type KnownScheme, onlyValue, type Signing, utf8Key } from '../known-scheme';
import { timesInTolerance, timesOutOfTolerance } from '../sent-times';

const header = 'Stripe-Signature';
const tolerance = { past: 300, future: 30 } as const;

const contentOf = (time: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(`${time}.`), body]);
const hex = (key: string, time: string, body: Buffer): string =>
  hmac(utf8Key(key), contentOf(time, body)).toString('hex');

const usual = (time: string, signature: string): string => `t=${time},v1=${signature}`;

/** As a sender does, who may write the header in another way. */
const signed = (time: string, write: (time: string, signature: string) => string = usual): Signing => {
  return ({ current }, body) => [[header, write(time, hex(current, time, body))]];
};

const now = `${fuzzNowSeconds}`;
const wrong = '0'.repeat(64);

const good: readonly Signing[] = [
  ...timesInTolerance(tolerance.past, tolerance.future).map((time) => signed(`${time}`)),
  signed(now, (time, one) => `v1=${one},t=${time}`),
  signed(now, (time, one) => `t=${time},v0=${canary},v1=${wrong},v1=${one}`),
  signed(now, (time, one) => `t=${time},v1=${one.toUpperCase()},${canary}`),
  ({ previous }, body) => [[header.toLowerCase(), usual(now, hex(previous, now, body))]],
];

const bad: readonly Signing[] = [
  () => [],
  () => [[header, '']],
  () => [[header, canary]],
  () => [[header, `t=${now}`]],
  () => [[header, usual(now, wrong)]],
  ...timesOutOfTolerance(tolerance.past, tolerance.future).map((time) => signed(time)),
  signed(now, (time, one) => `t=${time},t=${time},v1=${one}`),
  signed(now, (time, one) => `t=${time},t=0,v1=${one}`),
  signed(now, (time, one) => `t=${time},v1=${one},t=${canary}`),
  signed(now, (time, one) => `t=${time},v1=${one},t=${fuzzNowSeconds - 400}`),
  signed(now, (time, one) => `t=${fuzzNowSeconds - 1},t=${time},v1=${one}`),
  signed(now, (_, one) => `t=${fuzzNowSeconds - 1},v1=${one}`),
  signed(now, (_, one) => `v1=${one}`),
  signed(now, (time, one) => `t=${time}, v1=${one}`),
  signed(now, (time, one) => `t=${time};v1=${one}`),
  signed(now, (time, one) => `t=${time},v0=${one}`),
  signed(
    now,
    (time, one) => `t=${time},v1=${Array.from({ length: 10 }, () => wrong).join(',v1=')},v1=${one}`,
  ),
  signed(now, (time, one) => `t=${time},v1=${one},${'x'.repeat(2048)}`),
  signed(now, (time, one) => `t=${time},v1=${one},é`),
  signed(`${fuzzNowSeconds - 400}`, (_, one) => usual(now, one)),
  ({ current }, body) => [[header, usual(now, hmac(utf8Key(current), body).toString('hex'))]],
  (_, body) => [[header, usual(now, hex('', now, body))]],
  (_, body) => [[header, usual(now, hex('s3cr3t-of-nobody', now, body))]],
  ({ current }, body) => [
    [header, usual(now, hex(current, now, body))],
    [header, `v1=${wrong}`],
  ],
];

const fieldsOf = (parts: readonly string[], prefix: string): readonly string[] =>
  parts.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length));

const claimOf: KnownScheme['claimOf'] = (headers, body) => {
  const value = onlyValue(headers, header);
  if (value === undefined || !/^[!-~](?:[ -~]{0,2046}[!-~])?$/.test(value)) return undefined;
  const parts = value.split(',');
  const [time, ...times] = fieldsOf(parts, 't=');
  const given = fieldsOf(parts, 'v1=');
  if (time === undefined || times.length > 0 || !/^\d{1,16}$/.test(time) || given.length > 10)
    return undefined;
  const signatures = given
    .filter((one) => /^[0-9a-fA-F]{64}$/.test(one))
    .map((one) => Buffer.from(one, 'hex'));
  return { content: contentOf(time, body), signatures, sentSeconds: Number(time) };
};

/** `Stripe-Signature: t=…,v1=<hex>` over the time and the body: a scheme that a source brings itself. */
export const knownStripeLike: KnownScheme = {
  scheme: stripeLikeScheme,
  keyOf: utf8Key,
  good,
  bad,
  claimOf,
  tolerance,
};
