/** A secret that shells, files and forms like to mangle. */
export const awkwardSecret = String.raw`correct horse $ " \ % + battery`;

export interface BodyVector {
  readonly name: string;
  readonly body: Buffer;
  /** `openssl dgst -sha256 -hmac 'correct horse $ " \ % + battery' -hex body` (OpenSSL 3.0). */
  readonly hex: string;
  /** `base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())` (Python 3.11). */
  readonly base64: string;
}

/** Bodies that a decoder, a normaliser or a JSON library would change, signed by other tools with `awkwardSecret`. */
export const bodyVectors: readonly BodyVector[] = [
  {
    name: 'line ends of Windows',
    body: Buffer.from('{"id":"e-1",\r\n"text":"é"}\r\n'),
    hex: '22b5971801932a55e2ecc642fbe9294b6d74e665f498872abd9fae01f8657c75',
    base64: 'IrWXGAGTKlXi7MZC++kpS2105mX0mIcqvZ+uAfhlfHU=',
  },
  {
    name: 'a byte order mark',
    body: Buffer.from('\uFEFF{"id":"e-1"}'),
    hex: 'dd0083cca6106c1ea3551ca6a6a36cd79a7b04674b0b7001c7a311006f27ad62',
    base64: '3QCDzKYQbB6jVRympqNs15p7BGdLC3ABx6MRAG8nrWI=',
  },
  {
    name: 'emoji',
    body: Buffer.from('{"text":"😀 ok"}'),
    hex: '7a65d35c1d9c9478644c3b7e7a483f1f32a10c7a7db4cdb776bf087e39f2be7f',
    base64: 'emXTXB2clHhkTDt+ekg/HzKhDHp9tM23dr8Ifjnyvn8=',
  },
  {
    name: 'U+FFFE and U+FFFF',
    body: Buffer.from('{"text":"\uFFFE\uFFFF"}'),
    hex: '1615f02dd6007841ad650f9bc06d001ae24c6662f77047587de0b93524a87cc3',
    base64: 'FhXwLdYAeEGtZQ+bwG0AGuJMZmL3cEdYfeC5NSSofMM=',
  },
  {
    name: 'invalid UTF-8',
    body: Buffer.of(0x7b, 0xff, 0xfe, 0x7d),
    hex: '079a8e176386a1788ee7da4bc680e91e0c37b602969fb736c36bbdefa5d579f8',
    base64: 'B5qOF2OGoXiO59pLxoDpHgw3tgKWn7c2w2u976XVefg=',
  },
  {
    name: 'a NUL byte',
    body: Buffer.from('{"text":"\u0000"}'),
    hex: 'a5562d88d22774f014c2b1d51a367125ce58608215ff510bab66808e6384eb4d',
    base64: 'pVYtiNIndPAUwrHVGjZxJc5YYIIV/1ELq2aAjmOE600=',
  },
  {
    name: 'nothing',
    body: Buffer.alloc(0),
    hex: '629ae1b14b79cd13afbdae7fdf7fd61c627c518bcc24fcdcc15ca257e2deca4b',
    base64: 'YprhsUt5zROvva5/33/WHGJ8UYvMJPzcwVyiV+Leyks=',
  },
];

/** The vector in the tests of the Standard Webhooks reference libraries (`sign function works`, `TestWebhookSign`). */
export const standardWebhooksReference = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestampSeconds: 1_614_265_330,
  body: Buffer.from('{"test": 2432232314}'),
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  /** From the same tests: another one that is no signature of this delivery. */
  otherSignature: 'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=',
} as const;

/** The same id and time, made by Python's hmac and base64. */
export const standardWebhooksBodies = [
  {
    name: 'invalid UTF-8',
    body: Buffer.of(0x7b, 0xff, 0xfe, 0x7d),
    signature: 'v1,yN3ZqFEBpKXIR0Rnl5j7YxF2br3DNYYOggdDFlmvL+w=',
  },
  {
    name: 'U+FFFE and U+FFFF',
    body: Buffer.from('{"text":"\uFFFE\uFFFF"}'),
    signature: 'v1,vBYRoI8pwjSa/QCprh2Jn8C+v8MmFFtxWfm5tQAe69s=',
  },
] as const;

/** A key of 25 bytes whose base64 has `+`, `/` and padding, made by Python. */
export const paddedKey = {
  secret: 'whsec_+//++//++//++//++//++//++//++//+AQ==',
  id: 'msg_1',
  timestampSeconds: 1_614_265_330,
  body: Buffer.from('{}'),
  signature: 'v1,KbK8HXH8lGi1ZgyTas1tSn2/00nAOylDfaJ1E0tHPjg=',
} as const;

/** printf '1614265330.{"id":"evt_1"}' | openssl dgst -sha256 -hmac 'whsec_stripe_like' -hex; Python agrees. */
export const stripeLike = {
  secret: 'whsec_stripe_like',
  timestampSeconds: 1_614_265_330,
  body: Buffer.from('{"id":"evt_1"}'),
  hex: '7eeeba6083a1161aa12b4d2d3473d1e4c8060b774a33315fa8eba8cab5057a50',
} as const;

/** The example in Slack's documentation, "Verifying requests from Slack"; Python agrees. */
export const slackExample = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestampSeconds: 1_531_420_618,
  body: Buffer.from(
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  ),
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
} as const;
