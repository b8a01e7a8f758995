import { isRecord } from '../../core/is-record';
import {
  type CrmError,
  type CrmFailure,
  CrmRateLimitedError,
  CrmRejectedError,
  CrmUnauthorizedError,
  CrmUnavailableError,
  CrmUnusableAnswerError,
} from './crm-errors';
import { retryAfterSeconds } from './retry-after';

export interface CrmRequest {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ends the request, however far it is. */
  readonly signal: AbortSignal;
}

/** An answer, read to its end. */
export interface CrmAnswer {
  readonly status: number;
  /** The `Retry-After` header as a number of seconds. */
  readonly retryAfterSeconds: number | undefined;
  /** `undefined` when the body is no JSON, or longer than an answer of the CRM can be. */
  readonly json: unknown;
}

export interface SendOptions {
  /** Milliseconds one attempt may take, its answer included. */
  readonly timeoutMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** More than any answer of the CRM has; what is longer is something else. */
const maxAnswerBytes = 64 * 1024;

/** A connection that broke, as a kept one can that was dropped while the function stood still. */
const brokenConnection: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Sends a request that may be sent twice: when its connection breaks, it is sent once more at once. Redirects are
 * not followed.
 *
 * @throws {CrmUnavailableError} when there is no answer
 */
export const sendRequest = async (request: CrmRequest, options: SendOptions): Promise<CrmAnswer> => {
  try {
    return await attempt(request, options);
  } catch (error) {
    if (!brokenConnection.has(codeOf(error))) throw noAnswer(request, error);
  }
  try {
    return await attempt(request, options);
  } catch (error) {
    throw noAnswer(request, error);
  }
};

const attempt = async (request: CrmRequest, { timeoutMs, now }: SendOptions): Promise<CrmAnswer> => {
  const { method, headers, body } = request;
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
  const response = await fetch(request.url, { method, headers, body, signal, redirect: 'manual' });
  return {
    status: response.status,
    retryAfterSeconds: retryAfterSeconds(response.headers.get('retry-after'), now()),
    json: parseJson(await limitedText(response)),
  };
};

const limitedText = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop lets go of the connection.
    if (bytes > maxAnswerBytes) return '';
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

const noAnswer = (request: CrmRequest, cause: unknown): CrmUnavailableError =>
  new CrmUnavailableError({ request: nameOf(request), cause });

/** `fetch` wraps what happened to the connection. */
const codeOf = (error: unknown): unknown => {
  const cause = isRecord(error) ? error['cause'] : undefined;
  return isRecord(cause) ? cause['code'] : undefined;
};

/** Method and path: what an error may say about a request. */
const nameOf = ({ method, url }: Pick<CrmRequest, 'method' | 'url'>): string =>
  `${method} ${new URL(url).pathname}`;

/** What an error may say about an answer. */
export const failureOf = (request: CrmRequest, { status, retryAfterSeconds }: CrmAnswer): CrmFailure => ({
  request: nameOf(request),
  status,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

/** What an answer that is no success means. */
export const errorOf = (request: CrmRequest, answer: CrmAnswer): CrmError => {
  const failure = failureOf(request, answer);
  const { status } = answer;
  if (status === 429) return new CrmRateLimitedError(failure);
  if (status >= 500 || passing.has(status)) return new CrmUnavailableError(failure);
  if (status === 401 || status === 403) return new CrmUnauthorizedError(failure);
  return status >= 400 ? new CrmRejectedError(failure) : new CrmUnusableAnswerError(failure);
};

/** Refusals that pass: too slow; another attempt with the same key is under way; too early. */
const passing: ReadonlySet<number> = new Set([408, 409, 425]);
