import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** What a function must answer to API Gateway. Source: output format of a Lambda proxy integration. */
const proxyResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), headerValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(headerValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Headers that the server itself sets for each answer. */
const ownHeaders = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

const canBeSent = ([name, value]: readonly [string, string]): boolean => {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
};

const headersOf = ({ headers, multiValueHeaders }: z.infer<typeof proxyResponse>): [string, string][] => {
  const multi = Object.entries(multiValueHeaders ?? {});
  const all = multi.flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
  const isNew = ([name, value]: [string, string]): boolean =>
    !all.some(([other, same]) => other.toLowerCase() === name.toLowerCase() && same === value);
  const merged = [...all, ...Object.entries(headers ?? {}).filter(isNew)];
  return merged.filter(([name]) => !ownHeaders.has(name.toLowerCase()));
};

const restRequestId = 'x-amzn-RequestId';

/**
 * Turns a function's answer into HTTP. `malformed` when it is none, as API Gateway sees it: no status, a
 * body that is no text, a header that cannot be sent. An answer without a content type is JSON.
 */
export const httpResponseOf = (
  payload: unknown,
  requestId: string,
  requestIdHeader = restRequestId,
): HttpResponse | 'malformed' => {
  const parsed = proxyResponse.safeParse(payload);
  if (!parsed.success) return 'malformed';
  const { statusCode, body, isBase64Encoded } = parsed.data;
  const headers = headersOf(parsed.data);
  if (!headers.every(canBeSent)) return 'malformed';
  if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) {
    headers.push(['Content-Type', 'application/json']);
  }
  headers.push([requestIdHeader, requestId]);
  return { statusCode, headers, body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8') };
};
