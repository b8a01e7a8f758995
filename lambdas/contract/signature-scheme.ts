/** A value that stands in a header: alone, or as one of several. */
export interface HeaderField {
  /** Name of the header; its case does not matter. */
  readonly header: string;
  /** What stands before the value, such as `sha256=`. Absent: nothing may. */
  readonly prefix?: string;
  /**
   * What stands between the fields of a header that has several, such as `,` in `t=1,v1=ab,v1=cd`. Those with another
   * prefix are not meant. Absent: the header is one field.
   */
  readonly separator?: string;
}

export type SignatureEncoding = 'hex' | 'base64';

/** Where signatures stand. With a `separator` there may be several; one that matches is enough. */
export interface SignatureField extends HeaderField {
  readonly encoding: SignatureEncoding;
}

/**
 * A piece of what is signed.
 *
 * - `body`: the raw body, exactly as sent
 * - `timestamp`: the digits of the delivery's timestamp, as they stand in its header
 * - `text`: always the same
 * - `field`: what a header says
 */
export type SignedPart = 'body' | 'timestamp' | { readonly text: string } | { readonly field: HeaderField };

/** When a delivery was sent. Not when its event happened: that is never a reason to refuse a delivery. */
export interface DeliveryTimestamp {
  readonly field: HeaderField;
  /** What its digits count since 1970. */
  readonly unit: 'seconds' | 'milliseconds';
  /** How far it may lie from our clock. */
  readonly toleranceSeconds: { readonly past: number; readonly future: number };
}

/**
 * How the text of a secret becomes a key.
 *
 * - `utf8`: its bytes, as it stands
 * - `base64`: decoded, without the prefix if it begins with that
 */
export type SecretForm =
  { readonly encoding: 'utf8' } | { readonly encoding: 'base64'; readonly prefix?: string };

/** A way of signing a delivery, as data: an HMAC over parts of the request, in a header. */
export interface SignatureScheme {
  readonly algorithm: 'sha256';
  readonly signature: SignatureField;
  /** What is signed, one after the other. */
  readonly signs: readonly SignedPart[];
  /** Absent: the scheme signs none, and an old delivery is as good as a new one. */
  readonly timestamp?: DeliveryTimestamp;
  readonly secret: SecretForm;
}

/** Longest value of a header that a signature, or something signed, is read from. */
export const maxHeaderValueLength = 2048;

/** Signatures that one header may hold. */
export const maxSignatures = 10;

/** The schemes that a source can name. There is no scheme that lets everything through. */
export const signatureSchemes = {
  /** `X-PureCloud-Signature: <hex>` */
  genesys: {
    algorithm: 'sha256',
    signature: { header: 'X-PureCloud-Signature', encoding: 'hex' },
    signs: ['body'],
    secret: { encoding: 'utf8' },
  },
  /** `X-Hub-Signature-256: sha256=<base64>`. Source: Genesys Cloud developer center, "Open Messaging", inbound. */
  'genesys-open-messaging': {
    algorithm: 'sha256',
    signature: { header: 'X-Hub-Signature-256', prefix: 'sha256=', encoding: 'base64' },
    signs: ['body'],
    secret: { encoding: 'utf8' },
  },
  /** `X-Hub-Signature-256: sha256=<hex>` */
  'github-style': {
    algorithm: 'sha256',
    signature: { header: 'X-Hub-Signature-256', prefix: 'sha256=', encoding: 'hex' },
    signs: ['body'],
    secret: { encoding: 'utf8' },
  },
  /**
   * `webhook-signature: v1,<base64> …` over `<webhook-id>.<webhook-timestamp>.<body>`; other versions, such as `v1a`, are
   * passed over. Source: the Standard Webhooks specification, "Signature scheme"; five minutes are what its libraries allow.
   */
  'standard-webhooks': {
    algorithm: 'sha256',
    signature: { header: 'webhook-signature', prefix: 'v1,', separator: ' ', encoding: 'base64' },
    signs: [{ field: { header: 'webhook-id' } }, { text: '.' }, 'timestamp', { text: '.' }, 'body'],
    timestamp: {
      field: { header: 'webhook-timestamp' },
      unit: 'seconds',
      toleranceSeconds: { past: 300, future: 300 },
    },
    secret: { encoding: 'base64', prefix: 'whsec_' },
  },
} as const satisfies Record<string, SignatureScheme>;

export type SignatureSchemeName = keyof typeof signatureSchemes;

export const isSchemeName = (name: unknown): name is SignatureSchemeName =>
  typeof name === 'string' && Object.hasOwn(signatureSchemes, name);

/** A source's scheme as data, whether it names one of the presets or brings its own. */
export const schemeOf = (scheme: SignatureSchemeName | SignatureScheme): SignatureScheme =>
  typeof scheme === 'string' ? signatureSchemes[scheme] : scheme;
