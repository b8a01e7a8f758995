import { gzipSync } from 'node:zlib';
import { type ClaimCheck, contentOf } from './claim-check';
import { type QuarantinedDelivery, quarantineRecord } from './quarantine-record';
import { encodeMessage, type MessageContent } from './queue-message';
import { sha256Hex } from './sha256-hex';

/** The message that keeps a body in quarantine. A body that is too large for it is kept first. */
export const quarantineMessage = async (
  kept: QuarantinedDelivery,
  { limits, payloads }: ClaimCheck,
  signal: AbortSignal,
): Promise<MessageContent> => {
  const message = encodeMessage(quarantineRecord(kept), limits);
  if (message.kind === 'fits') return contentOf(message);
  const key = `${sha256Hex(JSON.stringify(['quarantine', kept.source, kept.bodyHash]))}.gz`;
  const dataref = await payloads.put({ key, bytes: gzipSync(kept.rawBody) }, signal);
  return { body: JSON.stringify(quarantineRecord(kept, dataref)) };
};
