import { gzipSync } from 'node:zlib';
import { metricNames } from '../contract/metrics';
import { encodeMessage, type MessageContent } from '../core/queue-message';
import { sha256Hex } from '../core/sha256-hex';
import { bodyHashOf } from './body-hash';
import type { AuthenticDelivery } from './delivery';
import { runStep } from './errors';
import type { IngestOutcome } from './ingest-outcome';
import type { IngestDependencies } from './ports';
import { quarantineRecord, type QuarantineReason, type QuarantinedDelivery } from './quarantine-record';

export interface QuarantineCause {
  readonly reason: QuarantineReason;
  /** What is wrong, in words; never a value from the body. */
  readonly problems: readonly string[];
}

/** Keeps the raw body aside, with the reason; one that is too large for a message lies in an object beside it. */
export const keepInQuarantine = async (
  { reason, problems }: QuarantineCause,
  delivery: AuthenticDelivery,
  deps: IngestDependencies,
): Promise<Extract<IngestOutcome, { kind: 'quarantined' }>> => {
  const bodyHash = bodyHashOf(delivery.rawBody);
  const { source, rawBody, receivedMs, signal } = delivery;
  const kept = { source, rawBody, receivedMs, reason, problems, bodyHash };
  const message = await runStep('payload', () => messageOf(kept, deps, signal));
  await runStep('quarantine', () => deps.quarantine.keep(message, signal));
  deps.metrics.count(metricNames.eventQuarantined);
  deps.log.warn('EVENT_QUARANTINED', { source, reason, bodyBytes: rawBody.length, bodyHash });
  return { kind: 'quarantined', reason, problems };
};

const messageOf = async (
  kept: QuarantinedDelivery,
  { claimCheck: { limits, payloads } }: IngestDependencies,
  signal: AbortSignal,
): Promise<MessageContent> => {
  const message = encodeMessage(quarantineRecord(kept), limits);
  if (message.kind === 'fits') return message;
  const key = `${sha256Hex(JSON.stringify(['quarantine', kept.source, kept.bodyHash]))}.gz`;
  const dataref = await payloads.put({ key, bytes: gzipSync(kept.rawBody) }, signal);
  return { body: JSON.stringify(quarantineRecord(kept, dataref)) };
};
