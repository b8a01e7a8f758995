/** What a request says of its signature. Source: AWS Signature Version 4, the `Authorization` header. */
export interface Authorization {
  readonly accessKeyId: string;
  /** Day of the signature, `20260409`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Names of the headers that are signed, in lower case. */
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

const algorithm = 'AWS4-HMAC-SHA256';
const credential =
  /^(?<accessKeyId>[^/]+)\/(?<date>\d{8})\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request$/;

/** Reads the header's value; undefined when it is another kind of authorization, or a part is missing or malformed. */
export const parseAuthorization = (value: string): Authorization | undefined => {
  if (!value.startsWith(`${algorithm} `)) return undefined;
  const fields = new Map(
    value
      .slice(algorithm.length)
      .split(',')
      .map((field) => {
        const [name = '', ...rest] = field.trim().split('=');
        return [name, rest.join('=')] as const;
      }),
  );
  const { accessKeyId, date, region, service } =
    credential.exec(fields.get('Credential') ?? '')?.groups ?? {};
  const signature = fields.get('Signature') ?? '';
  const signedHeaders = fields.get('SignedHeaders')?.toLowerCase().split(';') ?? [];
  const isWhole = accessKeyId && date && region && service && /^[0-9a-f]{64}$/.test(signature);
  return isWhole ? { accessKeyId, date, region, service, signedHeaders, signature } : undefined;
};
