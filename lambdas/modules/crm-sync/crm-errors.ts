/** What went wrong with the CRM, so that whoever decides about another attempt can tell. */
export type CrmErrorKind = 'unavailable' | 'rate-limited' | 'unauthorized' | 'rejected' | 'unusable-answer';

export interface CrmFailure {
  /** Method and path, such as `PUT /activities/call-1f`, without anything that came from an answer. */
  readonly request: string;
  /** Absent when there was no answer. */
  readonly status?: number;
  /** What the CRM asked to wait. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * A call of the CRM failed. The message holds the request's method and path and the answer's status, never a header
 * or a body.
 */
export abstract class CrmError extends Error {
  abstract readonly kind: CrmErrorKind;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(meaning: string, { request, status, retryAfterSeconds, cause }: Partial<CrmFailure>) {
    const happened = request === undefined ? '' : `${request}: ${status ?? 'no answer'}. `;
    super(`${happened}${meaning}`, cause === undefined ? undefined : { cause });
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** It did not answer, not in time, or with a failure of its own (5xx). Another attempt may succeed. */
export class CrmUnavailableError extends CrmError {
  override readonly name = 'CrmUnavailableError';
  readonly kind = 'unavailable';

  constructor(failure: CrmFailure) {
    super('The CRM cannot take the request now; try again later.', failure);
  }
}

/** It asks to be called less often (429). */
export class CrmRateLimitedError extends CrmError {
  override readonly name = 'CrmRateLimitedError';
  readonly kind = 'rate-limited';

  constructor(failure: CrmFailure) {
    super('The CRM is called too often; wait, and lower the rate of work if it goes on.', failure);
  }
}

/** It does not let this client in, whatever the request says: not the fault of an event. */
export class CrmUnauthorizedError extends CrmError {
  override readonly name = 'CrmUnauthorizedError';
  readonly kind = 'unauthorized';

  constructor(failure: CrmFailure) {
    super(
      "The CRM refuses this client; check its credentials in the dependency's secret and its rights.",
      failure,
    );
  }
}

/** It refuses this very request (other 4xx): another attempt would be refused too. */
export class CrmRejectedError extends CrmError {
  override readonly name = 'CrmRejectedError';
  readonly kind = 'rejected';

  constructor(failure: CrmFailure) {
    super('The CRM refuses what it was sent; compare the activity with what the CRM expects.', failure);
  }
}

/** It answered something that is not its own interface: a redirect, or a body that is not as agreed. */
export class CrmUnusableAnswerError extends CrmError {
  override readonly name = 'CrmUnusableAnswerError';
  readonly kind = 'unusable-answer';

  constructor(failure: CrmFailure) {
    super('This is not an answer of the CRM as agreed; check its URL and what stands before it.', failure);
  }
}

/** The client's own credentials cannot be had, so that it cannot ask for a token. */
export class CrmCredentialsError extends CrmError {
  override readonly name = 'CrmCredentialsError';
  readonly kind = 'unauthorized';

  constructor(problem: string, options: { readonly cause?: unknown } = {}) {
    super(`The client's credentials for the CRM cannot be had: ${problem}`, options);
  }
}
