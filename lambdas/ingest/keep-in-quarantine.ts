import { metricNames } from '../contract/metrics';
import { quarantineMessage } from '../core/quarantine-message';
import type { QuarantineReason } from '../core/quarantine-record';
import { bodyHashOf } from './body-hash';
import type { AuthenticDelivery } from './delivery';
import { runStep } from './errors';
import type { IngestOutcome } from './ingest-outcome';
import type { AcceptDependencies } from './ports';

export interface QuarantineCause {
  readonly reason: QuarantineReason;
  /** What is wrong, in words; never a value from the body. */
  readonly problems: readonly string[];
}

/** Keeps the raw body aside, with the reason; one that is too large for a message lies in an object beside it. */
export const keepInQuarantine = async (
  { reason, problems }: QuarantineCause,
  delivery: AuthenticDelivery,
  deps: AcceptDependencies,
): Promise<Extract<IngestOutcome, { kind: 'quarantined' }>> => {
  const bodyHash = bodyHashOf(delivery.rawBody);
  const { source, rawBody, receivedMs, signal } = delivery;
  const kept = { source, rawBody, receivedMs, reason, problems, bodyHash };
  const message = await runStep('payload', () => quarantineMessage(kept, deps.claimCheck, signal));
  await runStep('quarantine', () => deps.quarantine.keep(message, signal));
  deps.metrics.count(metricNames.eventQuarantined);
  deps.log.warn('EVENT_QUARANTINED', { source, reason, bodyBytes: rawBody.length, bodyHash });
  return { kind: 'quarantined', reason, problems };
};
