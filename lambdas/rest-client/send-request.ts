import { isRecord } from '../core/is-record';
import type { RestErrors, RestFailure } from './rest-failure';
import { retryAfterSeconds } from './retry-after';

export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Default: none. */
  readonly body?: string;
  /** Ends the request, however far it is. */
  readonly signal: AbortSignal;
}

/** An answer, read to its end. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
  /** The `Retry-After` header as a number of seconds. */
  readonly retryAfterSeconds: number | undefined;
  /** `undefined` when the body is no JSON, or longer than an answer can be. */
  readonly json: unknown;
  /** The body is longer than that, and was not read to its end. */
  readonly isTooLong: boolean;
}

export interface SendOptions {
  /** Milliseconds one attempt may take, its answer included. */
  readonly timeoutMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly errors: RestErrors;
  /** What is longer is no answer. Default 64 KiB. */
  readonly maxAnswerBytes?: number;
}

const defaultMaxAnswerBytes = 64 * 1024;

/** A connection that broke, as a kept one can that was dropped while the function stood still. */
const brokenConnection: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Sends a request that may be sent twice: when its connection breaks, it is sent once more at once. Redirects are
 * not followed.
 *
 * @throws the error for `unavailable` when there is no answer
 */
export const sendRequest = async (request: RestRequest, options: SendOptions): Promise<RestAnswer> => {
  const noAnswer = (cause: unknown): Error =>
    options.errors.of.unavailable({ request: nameOf(request), cause });
  try {
    return await attempt(request, options);
  } catch (error) {
    if (!brokenConnection.has(codeOf(error))) throw noAnswer(error);
  }
  try {
    return await attempt(request, options);
  } catch (error) {
    throw noAnswer(error);
  }
};

const attempt = async (request: RestRequest, options: SendOptions): Promise<RestAnswer> => {
  const { method, headers, body } = request;
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(options.timeoutMs)]);
  const response = await fetch(request.url, {
    method,
    headers,
    signal,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  const text = await limitedText(response, options.maxAnswerBytes ?? defaultMaxAnswerBytes);
  return {
    status: response.status,
    headers: response.headers,
    retryAfterSeconds: retryAfterSeconds(response.headers.get('retry-after'), options.now()),
    json: text === undefined ? undefined : parseJson(text),
    isTooLong: text === undefined,
  };
};

const limitedText = async (response: Response, maxBytes: number): Promise<string | undefined> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop lets go of the connection.
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parseJson = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // The error would quote the text.
    return undefined;
  }
};

/** `fetch` wraps what happened to the connection. */
const codeOf = (error: unknown): unknown => {
  const cause = isRecord(error) ? error['cause'] : undefined;
  return isRecord(cause) ? cause['code'] : undefined;
};

/** Method and path: what an error may say about a request. */
const nameOf = ({ method, url }: Pick<RestRequest, 'method' | 'url'>): string =>
  `${method} ${new URL(url).pathname}`;

/** What an error may say about an answer. */
export const failureOf = (
  request: Pick<RestRequest, 'method' | 'url'>,
  { status, retryAfterSeconds }: RestAnswer,
): RestFailure => ({
  request: nameOf(request),
  status,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});
