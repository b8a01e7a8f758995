import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body to its end. A body over `maxBytes` is read too, so that the sender can take
 * the answer, but thrown away. Rejects when the connection breaks before the end.
 */
export const readBody = async (request: IncomingMessage, maxBytes: number): Promise<Buffer | 'too-large'> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > maxBytes ? 'too-large' : Buffer.concat(chunks, bytes);
};
