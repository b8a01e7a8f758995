import { metricNames } from '../contract/metrics';
import { quarantineRecord, type QuarantineReason } from '../core/quarantine-record';
import { encodeMessage } from '../core/queue-message';
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

/** Keeps the raw body aside, with the reason. */
export const keepInQuarantine = async (
  { reason, problems }: QuarantineCause,
  delivery: AuthenticDelivery,
  deps: AcceptDependencies,
): Promise<Extract<IngestOutcome, { kind: 'quarantined' | 'too-large' }>> => {
  const bodyHash = bodyHashOf(delivery.rawBody);
  const message = encodeMessage(quarantineRecord({ ...delivery, reason, problems, bodyHash }));
  if (message.kind === 'too-large') return message;
  await runStep('quarantine', () => deps.quarantine.keep(message, delivery.signal));
  deps.metrics.count(metricNames.eventQuarantined);
  const bodyBytes = delivery.rawBody.length;
  deps.log.warn('EVENT_QUARANTINED', { source: delivery.source, reason, bodyBytes, bodyHash });
  return { kind: 'quarantined', reason, problems };
};
