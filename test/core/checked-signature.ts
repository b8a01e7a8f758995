import {
  type SignatureScheme,
  type SignatureSchemeName,
  schemeOf,
} from '../../lambdas/contract/signature-scheme';
import { readSignature } from '../../lambdas/core/presented-signature';
import { type SignatureVerdict, type SigningSecrets, verifySignature } from '../../lambdas/core/signature';

export interface CheckedRequest {
  readonly scheme: SignatureScheme | SignatureSchemeName;
  readonly secrets: SigningSecrets;
  /** By name, in whatever case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
  readonly nowMs?: number;
}

/** What comes of a request: read, then verified. */
export const checkSignature = (request: CheckedRequest): SignatureVerdict => {
  const { secrets, headers, body, nowMs = 0 } = request;
  const scheme = schemeOf(request.scheme);
  const headerValues = (name: string): readonly string[] =>
    Object.entries(headers)
      .filter(([given]) => given.toLowerCase() === name.toLowerCase())
      .flatMap(([, value]) => value);
  const presented = readSignature(scheme, { headerValues, body });
  if (presented.kind === 'unreadable') return { kind: 'invalid', reason: presented.reason };
  return verifySignature({ scheme, presented, secrets, nowMs });
};

export const validWith = (matched: keyof SigningSecrets): SignatureVerdict => ({ kind: 'valid', matched });
