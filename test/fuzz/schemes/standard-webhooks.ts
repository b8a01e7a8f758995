import { canary } from '../canary';
import type { Header } from '../fuzz-request';
import { fuzzNowSeconds, hmac, type KnownScheme, onlyValue, type Signing } from '../known-scheme';
import { timesInTolerance, timesOutOfTolerance } from '../sent-times';

const tolerance = { past: 300, future: 300 } as const;

/** What stands behind `whsec_`, decoded. */
const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

const contentOf = (id: string, time: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${id}.${time}.`), body]);

const signatureOf = (key: Buffer, content: Buffer): string => `v1,${hmac(key, content).toString('base64')}`;

interface Message {
  readonly id: string;
  readonly time: string;
}

const now: Message = { id: 'msg_1', time: `${fuzzNowSeconds}` };

const headersOf = ({ id, time }: Message, signature: string): readonly Header[] => [
  ['webhook-id', id],
  ['webhook-timestamp', time],
  ['webhook-signature', signature],
];

/** As a sender does, who may do more than one thing wrong. */
const signed = (
  message: Message,
  write: (signature: string, body: Buffer) => string = (one) => one,
): Signing => {
  return ({ current }, body) =>
    headersOf(message, write(signatureOf(keyOf(current), contentOf(message.id, message.time, body)), body));
};

const wrong = `v1,${'A'.repeat(43)}=`;

const good: readonly Signing[] = [
  ...timesInTolerance(tolerance.past, tolerance.future).map((time) => signed({ ...now, time: `${time}` })),
  signed({ ...now, id: '__proto__' }),
  signed(now, (one) => `${wrong} ${one}`),
  signed(now, (one) => `${one} v1a,${canary} ${wrong}`),
  signed(now, (one) => `v2,${canary} ${Array.from({ length: 9 }, () => wrong).join(' ')} ${one}`),
  ({ previous }, body) =>
    headersOf(now, signatureOf(keyOf(previous), contentOf(now.id, now.time, body))).map(
      ([name, value]): Header => [name.toUpperCase(), value],
    ),
];

const dropped = (signing: Signing, name: string): Signing => {
  return (secrets, body) => signing(secrets, body).filter(([header]) => header !== name);
};

const twice = (signing: Signing, name: string, other?: string): Signing => {
  return (secrets, body) =>
    signing(secrets, body).flatMap(([header, value]): readonly Header[] =>
      header === name
        ? [
            [header, value],
            [header, other ?? value],
          ]
        : [[header, value]],
    );
};

/** Signed at one time, sent as if at another; or with an id that holds what stands between id and time. */
const moved: readonly Signing[] = [
  ({ current }, body) =>
    headersOf(now, signatureOf(keyOf(current), contentOf(now.id, `${fuzzNowSeconds - 400}`, body))),
  ({ current }, body) => headersOf(now, signatureOf(keyOf(current), contentOf('msg_2', now.time, body))),
  ({ current }, body) => headersOf(now, signatureOf(keyOf(current), body)),
  // The id and the time of the one are the id of the other: the bytes are the same, and the time is another.
  signed({ id: `msg_1.${fuzzNowSeconds - 400}`, time: now.time }),
  signed({ id: '.', time: now.time }),
  signed({ id: '', time: now.time }),
  signed({ id: `é${canary}`, time: now.time }),
  signed({ id: 'x'.repeat(5000), time: now.time }),
];

const bad: readonly Signing[] = [
  () => [],
  () => headersOf(now, ''),
  () => headersOf(now, canary),
  () => headersOf(now, wrong),
  ...timesOutOfTolerance(tolerance.past, tolerance.future).map((time) => signed({ ...now, time })),
  ...moved,
  ...['webhook-id', 'webhook-timestamp', 'webhook-signature'].flatMap((name) => [
    dropped(signed(now), name),
    twice(signed(now), name),
    twice(signed(now), name, canary),
  ]),
  signed(now, (one) => one.replace('v1,', 'v1a,')),
  signed(now, (one) => one.replace('v1,', 'v1 ')),
  signed(now, (one) => one.replace('v1,', '')),
  signed(now, (one) => one.replace('=', '')),
  signed(now, (one) => `${Array.from({ length: 10 }, () => wrong).join(' ')} ${one}`),
  // The secret as it stands, not decoded; and the empty key.
  ({ current }, body) => headersOf(now, signatureOf(Buffer.from(current), contentOf(now.id, now.time, body))),
  (_, body) => headersOf(now, signatureOf(Buffer.alloc(0), contentOf(now.id, now.time, body))),
];

const claimOf: KnownScheme['claimOf'] = (headers, body) => {
  const [id, time, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    onlyValue(headers, name),
  );
  if (id === undefined || time === undefined || signature === undefined) return undefined;
  if (!/^[!-\-/-~]{1,2048}$/.test(id) || !/^\d{1,16}$/.test(time) || signature.length > 2048)
    return undefined;
  const versions = signature.split(' ').filter((one) => one.startsWith('v1,'));
  const signatures = versions
    .map((one) => one.slice('v1,'.length))
    .filter((one) => /^[A-Za-z0-9+/]{43}=$/.test(one))
    .map((one) => Buffer.from(one, 'base64'));
  if (versions.length > 10) return undefined;
  return { content: contentOf(id, time, body), signatures, sentSeconds: Number(time) };
};

/** `webhook-signature: v1,<base64>` over the id, the time and the body. */
export const knownStandardWebhooks: KnownScheme = {
  scheme: 'standard-webhooks',
  keyOf,
  good,
  bad,
  claimOf,
  tolerance,
};
