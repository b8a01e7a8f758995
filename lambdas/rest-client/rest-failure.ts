/** What went wrong with a call of a system outside, so that whoever decides about another attempt can tell. */
export type RestErrorKind = 'unavailable' | 'rate-limited' | 'unauthorized' | 'rejected' | 'unusable-answer';

export interface RestFailure {
  /** Method and path, such as `PUT /activities/call-1f`, without anything that came from an answer. */
  readonly request: string;
  /** Absent when there was no answer. */
  readonly status?: number;
  /** What the other side asked to wait. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * The errors of one who calls: what each kind of failure is for it.
 *
 * - `unavailable`: no answer, not in time, or a failure of the other side's own (5xx)
 * - `rate-limited`: it asks to be called less often (429)
 * - `unauthorized`: it does not let this client in, whatever the request says (401, 403)
 * - `rejected`: it refuses this very request (other 4xx)
 * - `unusable-answer`: what answers does not speak its interface
 */
export interface RestErrors {
  readonly of: Readonly<Record<RestErrorKind, (failure: RestFailure) => Error>>;
  /** The client's own credentials cannot be had. */
  readonly credentials: (problem: string, options?: { readonly cause?: unknown }) => Error;
}

/** Refusals that pass: too slow; another attempt is under way; too early. */
const passing: ReadonlySet<number> = new Set([408, 409, 425]);

/** What an answer that is no success means. */
export const kindOf = (status: number): RestErrorKind => {
  if (status === 429) return 'rate-limited';
  if (status >= 500 || passing.has(status)) return 'unavailable';
  if (status === 401 || status === 403) return 'unauthorized';
  return status >= 400 ? 'rejected' : 'unusable-answer';
};

/** Method, path and status of what failed, and what it means. */
export const messageOf = (meaning: string, { request, status }: Partial<RestFailure>): string =>
  request === undefined ? meaning : `${request}: ${status ?? 'no answer'}. ${meaning}`;
