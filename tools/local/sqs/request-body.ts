import type { IncomingMessage } from 'node:http';
import { SqsError } from './errors';

/** A batch of 1 MiB, with room for clients that write every character as `\uXXXX`. */
const maxBodyBytes = 8 * 1_048_576;

/** The JSON of a request's body; null members count as absent, as in AWS's JSON protocols. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early must not destroy the connection that the refusal goes out on.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > maxBodyBytes) {
      throw new SqsError('RequestEntityTooLarge', `The request body is larger than ${maxBodyBytes} bytes.`);
    }
    chunks.push(part);
  }
  return parse(Buffer.concat(chunks));
}

function parse(bytes: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return JSON.parse(text, (_key, value: unknown) => (value === null ? undefined : value));
  } catch {
    throw new SqsError('SerializationException', 'The request body is not JSON in UTF-8.');
  }
}
