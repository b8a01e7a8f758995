/** A way of signing a delivery, as data. */
export interface SignatureScheme {
  /** The header that carries the signature; its case does not matter. */
  readonly header: string;
  readonly algorithm: 'sha256';
  readonly encoding: 'hex' | 'base64';
  /** What must stand before the encoded signature, such as `sha256=`. Empty: nothing may. */
  readonly prefix: string;
  /** Which bytes are signed. `body`: the raw body, exactly as sent. */
  readonly signs: 'body';
}

/** The schemes that a source can name. There is no scheme that lets everything through. */
export const signatureSchemes = {
  /** `X-PureCloud-Signature: <hex>` */
  genesys: {
    header: 'X-PureCloud-Signature',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: '',
    signs: 'body',
  },
} as const satisfies Record<string, SignatureScheme>;

export type SignatureSchemeName = keyof typeof signatureSchemes;

/** A source's scheme as data, whether it names one of the presets or brings its own. */
export const schemeOf = (scheme: SignatureSchemeName | SignatureScheme): SignatureScheme =>
  typeof scheme === 'string' ? signatureSchemes[scheme] : scheme;
