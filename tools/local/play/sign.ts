import { createHmac } from 'node:crypto';
import { type SignatureScheme, signatureSchemes } from '../../../lambdas/contract/signature-scheme';
import type { SourcePart } from '../stack-parts';

/**
 * The header that proves a body, as the sender would make it. Written apart from the verification that
 * runs in ingest, so that the two prove each other.
 */
export const signatureHeader = (source: SourcePart, body: Buffer): readonly [name: string, value: string] => {
  const { header, algorithm, encoding, prefix }: SignatureScheme = signatureSchemes[source.scheme];
  return [header, prefix + createHmac(algorithm, source.secret).update(body).digest(encoding)];
};
