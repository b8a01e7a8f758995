import { gunzipSync, gzipSync } from 'node:zlib';
import { maxQueueMessageBytes } from '../contract/limits';

/** Name of the message attribute that says how a body is encoded; absent: plain JSON. */
export const encodingAttribute = 'encoding';
/** The body is base64 of gzip of JSON. */
export const gzipEncoding = 'gzip';

export type EncodedMessage =
  | { readonly kind: 'fits'; readonly body: string; readonly encoding?: typeof gzipEncoding }
  | { readonly kind: 'too-large'; readonly bytes: number };

/** SQS bills each begun 64 KiB of a message; what fits into one chunk gains nothing from compression. */
const inlineBytes = 64 * 1024;
/** Room for the attribute's name, type and value. */
const reservedBytes = 64;
/** What a compressed message may grow to, so that a hostile one cannot fill the memory. */
const maxInflatedBytes = 16 * 1024 * 1024;

/**
 * Makes a value ready for SQS: JSON in legal characters; compressed where that makes a large body smaller.
 * Never cut: what does not fit is said to be too large.
 */
export const encodeMessage = (value: unknown): EncodedMessage => {
  const json = escapeForQueue(JSON.stringify(value));
  const jsonBytes = Buffer.byteLength(json);
  if (jsonBytes <= inlineBytes) return { kind: 'fits', body: json };
  const compressed = gzipSync(json).toString('base64');
  const limit = maxQueueMessageBytes - reservedBytes;
  if (compressed.length < jsonBytes && compressed.length <= limit) {
    return { kind: 'fits', body: compressed, encoding: gzipEncoding };
  }
  return jsonBytes <= limit ? { kind: 'fits', body: json } : { kind: 'too-large', bytes: jsonBytes };
};

/**
 * Reads what `encodeMessage` made.
 *
 * @throws {Error} when the encoding is unknown or the body is not what it says.
 */
export const decodeMessage = (body: string, encoding: string | undefined): unknown => {
  if (encoding === undefined) return JSON.parse(body);
  if (encoding !== gzipEncoding) throw new Error('The message names an encoding other than gzip.');
  const json = gunzipSync(Buffer.from(body, 'base64'), { maxOutputLength: maxInflatedBytes });
  return JSON.parse(json.toString());
};

/** U+FFFE and U+FFFF are legal in JSON and illegal in SQS; inside a JSON string an escape means the same. */
export const escapeForQueue = (json: string): string =>
  json.replaceAll('\uFFFE', String.raw`\ufffe`).replaceAll('\uFFFF', String.raw`\uffff`);
