import { canary } from '../canary';
import { hmac, type KnownScheme, onlyValue, type Signing, utf8Key } from '../known-scheme';

const header = 'X-Hub-Signature-256';

type Encoding = 'hex' | 'base64';

const otherEncoding: Readonly<Record<Encoding, Encoding>> = { hex: 'base64', base64: 'hex' };

/** Both have lengths that no other encoding of 32 bytes has. */
const forms: Readonly<Record<Encoding, RegExp>> = {
  hex: /^sha256=([0-9a-fA-F]{64})$/,
  base64: /^sha256=([A-Za-z0-9+/]{43}=)$/,
};

const goodSignings = (encoding: Encoding): readonly Signing[] => {
  const sign = (key: string, body: Buffer): string => hmac(utf8Key(key), body).toString(encoding);
  return [
    ({ current }, body) => [[header, `sha256=${sign(current, body)}`]],
    ({ previous }, body) => [[header.toLowerCase(), `sha256=${sign(previous, body)}`]],
  ];
};

const badSignings = (encoding: Encoding): readonly Signing[] => {
  const sign = (key: string, body: Buffer, as: Encoding = encoding): string =>
    `sha256=${hmac(utf8Key(key), body).toString(as)}`;
  return [
    () => [],
    () => [[header, 'sha256=']],
    () => [[header, `sha256=${canary}`]],
    () => [[header, `sha256=${'A'.repeat(43)}=`]],
    () => [[header, `sha256=${'0'.repeat(64)}`]],
    (_, body) => [[header, sign('', body)]],
    (_, body) => [[header, sign('s3cr3t-of-nobody', body)]],
    ({ current }, body) => [[header, sign(current, body, otherEncoding[encoding])]],
    ({ current }, body) => [[header, sign(current, body).replace('sha256=', '')]],
    ({ current }, body) => [[header, sign(current, body).replace('sha256=', 'SHA256=')]],
    ({ current }, body) => [[header, sign(current, body).replace('sha256=', 'sha1=')]],
    ({ current }, body) => [[header, sign(current, body).replace(/=$/, '')]],
    ({ current }, body) => [[header, sign(current, body).replace(/.$/, '!')]],
    ({ current }, body) => [[header, `${sign(current, body)},${sign(current, body)}`]],
    ({ current }, body) => [[header, `${sign(current, body)} `]],
    ({ current }, body) => [[header, sign(current, Buffer.concat([body, body]))]],
    ({ current }, body) => [
      [header, sign(current, body)],
      [header, sign(current, body)],
    ],
    ({ current }, body) => [['X-PureCloud-Signature', sign(current, body, 'hex').replace('sha256=', '')]],
  ];
};

const known = (scheme: 'genesys-open-messaging' | 'github-style', encoding: Encoding): KnownScheme => ({
  scheme,
  keyOf: utf8Key,
  good: goodSignings(encoding),
  bad: badSignings(encoding),
  claimOf: (headers, body) => {
    const text = forms[encoding].exec(onlyValue(headers, header) ?? '')?.[1];
    return text === undefined ? undefined : { content: body, signatures: [Buffer.from(text, encoding)] };
  },
});

/** `X-Hub-Signature-256: sha256=<base64>` over the body. */
export const knownOpenMessaging = known('genesys-open-messaging', 'base64');

/** `X-Hub-Signature-256: sha256=<hex>` over the body. */
export const knownGithubStyle = known('github-style', 'hex');
