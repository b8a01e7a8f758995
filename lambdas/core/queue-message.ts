import { gunzipSync, gzipSync } from 'node:zlib';
import { defaultPayloadLimits, maxMessageBodyBytes } from '../contract/payload-limits';

/** Name of the message attribute that says how a body is encoded; absent: plain JSON. */
export const encodingAttribute = 'encoding';
/** The body is base64 of gzip of JSON. */
export const gzipEncoding = 'gzip';

/** A message as a queue takes it. */
export interface MessageContent {
  readonly body: string;
  readonly encoding?: typeof gzipEncoding;
}

export type EncodedMessage =
  | ({ readonly kind: 'fits' } & MessageContent)
  /** `bytes`: of the smaller of its two forms. */
  | { readonly kind: 'too-large'; readonly bytes: number };

/** What compressed JSON may grow to, so that a hostile one cannot fill the memory. */
const maxInflatedBytes = 16 * 1024 * 1024;

/**
 * Makes a value ready for SQS: JSON in legal characters; compressed where that makes a large body smaller.
 * Never cut: what is too large for the limits is said to be.
 */
export const encodeMessage = (value: unknown, limits = defaultPayloadLimits): EncodedMessage => {
  const json = escapeForQueue(JSON.stringify(value));
  const jsonBytes = Buffer.byteLength(json);
  const mostBytes = Math.min(limits.claimCheckBytes, maxMessageBodyBytes);
  if (jsonBytes <= Math.min(limits.inlineBytes, mostBytes)) return { kind: 'fits', body: json };
  const compressed = gzipSync(json).toString('base64');
  const bytes = Math.min(jsonBytes, compressed.length);
  if (bytes > mostBytes) return { kind: 'too-large', bytes };
  return compressed.length < jsonBytes
    ? { kind: 'fits', body: compressed, encoding: gzipEncoding }
    : { kind: 'fits', body: json };
};

/**
 * Reads what `encodeMessage` made.
 *
 * @throws {Error} when the encoding is unknown or the body is not what it says.
 */
export const decodeMessage = (body: string, encoding: string | undefined): unknown => {
  if (encoding === undefined) return JSON.parse(body);
  if (encoding !== gzipEncoding) throw new Error('The message names an encoding other than gzip.');
  return JSON.parse(inflate(Buffer.from(body, 'base64')));
};

/** The text that was compressed. @throws {Error} when it is nothing of the kind, or would fill the memory */
export const inflate = (compressed: Uint8Array): string =>
  gunzipSync(compressed, { maxOutputLength: maxInflatedBytes }).toString();

/** U+FFFE and U+FFFF are legal in JSON and illegal in SQS; inside a JSON string an escape means the same. */
export const escapeForQueue = (json: string): string =>
  json.replaceAll('\uFFFE', String.raw`\ufffe`).replaceAll('\uFFFF', String.raw`\uffff`);
