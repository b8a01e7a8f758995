import { createHash, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../aws-access';
import { type Authorization, parseAuthorization } from './authorization-header';
import type { HttpRequest } from './http-request';
import { Sha256 } from './sha256';

export type SignatureFault =
  'MISSING_AUTHENTICATION_TOKEN' | 'INCOMPLETE_SIGNATURE' | 'UNKNOWN_CREDENTIALS' | 'INVALID_SIGNATURE';

export type SignatureCheck =
  | { readonly verdict: 'valid'; readonly accessKeyId: string }
  /** `message`: what API Gateway says to it, where that depends on the request. */
  | { readonly verdict: 'refused'; readonly fault: SignatureFault; readonly message?: string };

export interface SignedRequest {
  readonly request: HttpRequest;
  readonly body: Buffer;
  /** With which it is to be signed. */
  readonly credentials: Credentials;
  readonly region: string;
}

/** API Gateway's name in signatures. */
const service = 'execute-api';
const toleranceMs = 5 * 60_000;

/**
 * Checks a request's `Authorization` header (AWS Signature Version 4) as API Gateway does for a route that IAM
 * authorises: the signature is computed anew over what came in, the path as sent and encoded once more. Signatures in
 * the query are not read.
 */
export const verifySignature = async (signed: SignedRequest): Promise<SignatureCheck> => {
  const { request, credentials } = signed;
  const headers = signableHeaders(request);
  const given = headers.get('authorization');
  if (given === undefined) return refuse('MISSING_AUTHENTICATION_TOKEN');
  const authorization = parseAuthorization(given);
  const signedAtMs = millisecondsOf(headers.get('x-amz-date'));
  if (!authorization?.signedHeaders.includes('host') || signedAtMs === undefined) {
    return refuse('INCOMPLETE_SIGNATURE');
  }
  const isKnown =
    authorization.accessKeyId === credentials.accessKeyId &&
    headers.get('x-amz-security-token') === credentials.sessionToken;
  if (!isKnown) return refuse('UNKNOWN_CREDENTIALS');
  const problem = scopeProblem(authorization, signed) ?? ageProblem(signedAtMs, request.receivedMs);
  if (problem !== undefined) return refuse('INVALID_SIGNATURE', problem);
  const expected = await sign({ ...signed, authorization, headers, signedAtMs });
  return expected && isSame(expected, authorization)
    ? { verdict: 'valid', accessKeyId: authorization.accessKeyId }
    : refuse('INVALID_SIGNATURE', encodingHint(request.path));
};

/** Not every client signs a path as AWS does; only where nothing in it is encoded, that makes no difference. */
const encodingHint = (path: string): string | undefined => {
  if (!path.includes('%')) return undefined;
  const canonical = path.split('/').map(encodeURIComponent).join('/');
  return `The request signature we calculated does not match the signature you provided. The canonical path should have been '${canonical}'.`;
};

/** Date, region and list of signed headers are part of what is signed, so they are compared too. */
const isSame = (
  { signature, ...expected }: Authorization,
  { signature: given, ...rest }: Authorization,
): boolean =>
  isDeepStrictEqual(expected, rest) && timingSafeEqual(Buffer.from(signature), Buffer.from(given));

const refuse = (fault: SignatureFault, message?: string): SignatureCheck => ({
  verdict: 'refused',
  fault,
  ...(message !== undefined && { message }),
});

/** Headers by lower-case name, the values of one that comes several times joined. */
const signableHeaders = ({ headers }: HttpRequest): ReadonlyMap<string, string> => {
  const byName = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = byName.get(name.toLowerCase());
    byName.set(name.toLowerCase(), before === undefined ? value : `${before},${value}`);
  }
  return byName;
};

const basicTime = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** `20260409T123456Z`; undefined when it is no such time. */
const millisecondsOf = (text = ''): number | undefined => {
  const ms = Date.parse(text.replace(basicTime, '$1-$2-$3T$4:$5:$6Z'));
  return basicTime.test(text) && !Number.isNaN(ms) ? ms : undefined;
};

const basicTimeOf = (ms: number): string => new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '');

const scopeProblem = (given: Authorization, { region }: SignedRequest): string | undefined => {
  if (given.region !== region) return `Credential should be scoped to a valid region, here ${region}.`;
  return given.service === service
    ? undefined
    : `Credential should be scoped to correct service: '${service}'.`;
};

const ageProblem = (signedAtMs: number, nowMs: number): string | undefined => {
  const [signedAt, now] = [basicTimeOf(signedAtMs), basicTimeOf(nowMs)];
  const earliest = basicTimeOf(nowMs - toleranceMs);
  const latest = basicTimeOf(nowMs + toleranceMs);
  if (nowMs - signedAtMs > toleranceMs)
    return `Signature expired: ${signedAt} is now earlier than ${earliest} (${now} - 5 min.)`;
  if (signedAtMs - nowMs > toleranceMs)
    return `Signature not yet current: ${signedAt} is still later than ${latest} (${now} + 5 min.)`;
  return undefined;
};

interface ToSign extends SignedRequest {
  readonly authorization: Authorization;
  readonly headers: ReadonlyMap<string, string>;
  readonly signedAtMs: number;
}

/** What the request must have in its `Authorization` header. */
const sign = async ({
  request,
  body,
  credentials,
  region,
  ...rest
}: ToSign): Promise<Authorization | undefined> => {
  const { authorization, headers, signedAtMs } = rest;
  const names = authorization.signedHeaders.filter((name) => headers.has(name));
  // The signer believes this header; the body may be another one than it says.
  const actual = new Map(headers).set(
    'x-amz-content-sha256',
    createHash('sha256').update(body).digest('hex'),
  );
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
  const toSign = {
    method: request.method,
    protocol: 'http:',
    hostname: headers.get('host') ?? '',
    path: request.path,
    query: queryOf(request.query),
    headers: Object.fromEntries(names.map((name) => [name, actual.get(name) ?? ''])),
    body,
  };
  const result = await signer.sign(toSign, {
    signingDate: new Date(signedAtMs),
    signableHeaders: new Set(names),
  });
  return parseAuthorization(result.headers['authorization'] ?? '');
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** A plus sign is one, as everywhere in signed requests: a space is sent as `%20`. */
const queryOf = (query: string): Record<string, string[]> => {
  const values = new Map<string, string[]>();
  for (const parameter of query.split('&').filter((text) => text !== '')) {
    const [name = '', ...rest] = parameter.split('=');
    const key = decode(name);
    values.set(key, [...(values.get(key) ?? []), decode(rest.join('='))]);
  }
  return Object.fromEntries(values);
};
