import { metricNames } from '../contract/metrics';
import { schemeOf } from '../contract/signature-scheme';
import type { WebhookSource } from '../contract/source-definition';
import { type SignatureVerdict, type SigningSecrets, verifySignature } from '../core/signature';
import { runStep } from './errors';
import type { HttpRequest } from './http';
import type { IngestDependencies } from './ports';

/**
 * Whether a delivery comes from its source. On a mismatch the secrets are fetched anew (rate-limited), because
 * they may have been rotated.
 *
 * @throws {IngestUnavailableError} when the secrets cannot be had.
 */
export const authenticate = async (
  request: Pick<HttpRequest, 'body' | 'headerValues'>,
  source: WebhookSource,
  { secrets, metrics, log }: Pick<IngestDependencies, 'secrets' | 'metrics' | 'log'>,
): Promise<boolean> => {
  const scheme = schemeOf(source.scheme);
  const headerValues = request.headerValues(scheme.header);
  const check = (candidates: SigningSecrets): SignatureVerdict =>
    verifySignature({ scheme, secrets: candidates, headerValues, rawBody: request.body });

  let verdict = check(await runStep('secrets', () => secrets.get(source.name)));
  if (verdict.kind === 'invalid' && verdict.reason === 'MISMATCH') {
    const newer = await runStep('secrets', () => secrets.refresh(source.name));
    if (newer) verdict = check(newer);
  }
  if (verdict.kind === 'invalid') {
    metrics.count(metricNames.signatureRejected);
    log.warn('SIGNATURE_REJECTED', { source: source.name, reason: verdict.reason });
    return false;
  }
  metrics.count(
    verdict.matched === 'current'
      ? metricNames.signatureMatchedCurrent
      : metricNames.signatureMatchedPrevious,
  );
  return true;
};
