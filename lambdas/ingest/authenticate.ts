import { secretOverlapWarningHours } from '../contract/limits';
import { type MetricName, metricNames } from '../contract/metrics';
import { schemeOf } from '../contract/signature-scheme';
import type { WebhookSource } from '../contract/source-definition';
import type { AcceptedSecrets } from '../core/secret-versions';
import { type PresentedSignature, readSignature } from '../core/presented-signature';
import {
  type InvalidReason,
  type MatchedSecret,
  type SignatureVerdict,
  type SigningSecrets,
  verifySignature,
} from '../core/signature';
import { UnusableSecretError } from '../core/signing-key';
import { runStep } from './errors';
import type { HttpRequest } from './http';
import type { IngestDependencies } from './ports';

type AuthenticationPorts = Pick<IngestDependencies, 'secrets' | 'metrics' | 'log' | 'clock'>;

/**
 * Whether a delivery comes from its source. On a mismatch the secrets are fetched anew (rate-limited), because
 * they may have been rotated. A request without a readable signature needs no secret to be refused.
 *
 * @throws {IngestUnavailableError} for the step `secrets`, when they cannot be had or the current one is no key
 */
export const authenticate = async (
  request: Pick<HttpRequest, 'body' | 'headerValues'>,
  source: WebhookSource,
  deps: AuthenticationPorts,
): Promise<boolean> => {
  const presented = readSignature(schemeOf(source.scheme), request);
  if (presented.kind === 'unreadable') return reject(presented.reason, source, deps);
  const verdict = await runStep('secrets', () => verify(presented, source, deps));
  if (verdict.kind === 'invalid') return reject(verdict.reason, source, deps);
  deps.metrics.count(matchedMetrics[verdict.matched]);
  return true;
};

/** With the secrets at hand; with newer ones, if there are any, when those do not match or are no keys. */
const verify = async (
  presented: PresentedSignature,
  source: WebhookSource,
  { secrets, metrics, clock }: AuthenticationPorts,
): Promise<SignatureVerdict> => {
  const scheme = schemeOf(source.scheme);
  const check = (candidates: SigningSecrets): SignatureVerdict | UnusableSecretError =>
    verdictOrUnusable(() => verifySignature({ scheme, presented, secrets: candidates, nowMs: clock.now() }));
  let candidates = await secrets.get(source.name);
  let verdict = check(candidates);
  if (verdict instanceof UnusableSecretError || isMismatch(verdict)) {
    const newer = await secrets.refresh(source.name);
    if (newer) {
      candidates = newer;
      verdict = check(newer);
    }
  }
  if (verdict instanceof UnusableSecretError) throw verdict;
  if (isEnding(verdict, candidates, clock.now())) metrics.count(metricNames.secretOverlapEnding);
  return verdict;
};

/** Whether the secret that matched will be refused soon. */
const isEnding = (
  verdict: SignatureVerdict,
  { previousEndsMs = Number.POSITIVE_INFINITY }: AcceptedSecrets,
  nowMs: number,
): boolean =>
  verdict.kind === 'valid' &&
  verdict.matched === 'previous' &&
  previousEndsMs - nowMs < secretOverlapWarningHours * 3_600_000;

const verdictOrUnusable = (verdict: () => SignatureVerdict): SignatureVerdict | UnusableSecretError => {
  try {
    return verdict();
  } catch (error) {
    if (error instanceof UnusableSecretError) return error;
    throw error;
  }
};

const isMismatch = (verdict: SignatureVerdict): boolean =>
  verdict.kind === 'invalid' && verdict.reason === 'MISMATCH';

const reject = (
  reason: InvalidReason,
  { name: source }: WebhookSource,
  { metrics, log }: AuthenticationPorts,
): false => {
  metrics.count(metricNames.signatureRejected);
  log.warn('SIGNATURE_REJECTED', { source, reason });
  return false;
};

const matchedMetrics: Readonly<Record<MatchedSecret, MetricName>> = {
  current: metricNames.signatureMatchedCurrent,
  previous: metricNames.signatureMatchedPrevious,
  pending: metricNames.signatureMatchedPending,
};
