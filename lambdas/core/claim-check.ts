import { gzipSync } from 'node:zlib';
import type { PayloadLimits } from '../contract/payload-limits';
import type { Envelope } from './envelope';
import type { PayloadStore } from './ports';
import { type EncodedMessage, encodeMessage, inflate, type MessageContent } from './queue-message';
import { sha256Hex } from './sha256-hex';

/** Which data is too large for a message, and where it is kept then. */
export interface ClaimCheck {
  readonly limits: PayloadLimits;
  readonly payloads: PayloadStore;
}

type EventData = Pick<Envelope, 'source' | 'id' | 'data'>;

/** The message of an event. Data that is too large for it is kept first, so that whoever reads it finds it. */
export const messageOf = async (
  envelope: Envelope,
  { limits, payloads }: ClaimCheck,
  signal?: AbortSignal,
): Promise<MessageContent> => {
  const message = encodeMessage(envelope, limits);
  if (message.kind === 'fits') return contentOf(message);
  return contentOf(encodeMessage(await withoutData(envelope, payloads, signal), limits));
};

/** The envelope as it is kept elsewhere: without its data, if that is too large for a message. */
export const lightened = async (envelope: Envelope, { limits, payloads }: ClaimCheck): Promise<Envelope> =>
  encodeMessage(envelope, limits).kind === 'fits' ? envelope : withoutData(envelope, payloads);

/**
 * The envelope with its data, wherever that lies.
 *
 * @returns `undefined` when it is gone, or not what it was
 */
export const withData = async (
  { dataref, ...envelope }: Envelope,
  payloads: Pick<PayloadStore, 'get'>,
  signal?: AbortSignal,
): Promise<Envelope | undefined> => {
  if (dataref === undefined) return envelope;
  const bytes = await payloads.get(dataref, signal);
  const json = bytes && inflated(bytes);
  // The key is a checksum: another event's data would be found out too.
  const isWhatItWas = json !== undefined && dataref.endsWith(keyOf(envelope, json));
  return isWhatItWas ? { ...envelope, data: JSON.parse(json) } : undefined;
};

const withoutData = async (
  envelope: Envelope,
  payloads: PayloadStore,
  signal?: AbortSignal,
): Promise<Envelope> => {
  const json = JSON.stringify(envelope.data);
  const dataref = await payloads.put({ key: keyOf(envelope, json), bytes: gzipSync(json) }, signal);
  return { ...envelope, data: null, dataref };
};

/**
 * The same for the same data of the same event, so that whoever keeps it again finds it under the key that it has
 * already; and for no other.
 */
const keyOf = ({ source, id }: Omit<EventData, 'data'>, json: string): string =>
  `${sha256Hex(JSON.stringify([source, id, sha256Hex(json)]))}.json.gz`;

/**
 * A message that fits, as a queue takes it. What is left of an envelope without its data does: its texts are limited when
 * it is received.
 *
 * @throws {Error} for one that does not fit
 */
export const contentOf = (message: EncodedMessage): MessageContent => {
  if (message.kind === 'too-large') throw new Error(`Without its data it takes ${message.bytes} bytes.`);
  const { kind: _, ...content } = message;
  return content;
};

const inflated = (bytes: Uint8Array): string | undefined => {
  try {
    return inflate(bytes);
  } catch {
    return undefined;
  }
};
