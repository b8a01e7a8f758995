import { PermanentError, RetryableError } from '../../processor/feature-module';
import {
  messageOf,
  type RestErrorKind as CrmErrorKind,
  type RestErrors,
  type RestFailure as CrmFailure,
} from '../../rest-client/rest-failure';

export type { RestErrorKind as CrmErrorKind } from '../../rest-client/rest-failure';

const causeOf = ({ cause }: Partial<CrmFailure>): ErrorOptions => (cause === undefined ? {} : { cause });

/**
 * A call of the CRM failed, for no reason that lies in what it was asked: another attempt may succeed. The message holds
 * the request's method and path and the answer's status, never a header or a body.
 */
abstract class CrmPassingError extends RetryableError {
  abstract readonly kind: CrmErrorKind;
  readonly status: number | undefined;

  constructor(meaning: string, failure: Partial<CrmFailure>) {
    const { status, retryAfterSeconds } = failure;
    super(messageOf(meaning, failure), { ...causeOf(failure), retryAfterSeconds });
    this.status = status;
  }
}

/** It did not answer, not in time, or with a failure of its own (5xx). Another attempt may succeed. */
export class CrmUnavailableError extends CrmPassingError {
  override readonly name = 'CrmUnavailableError';
  readonly kind = 'unavailable';

  constructor(failure: CrmFailure) {
    super('The CRM cannot take the request now; try again later.', failure);
  }
}

/** It asks to be called less often (429). */
export class CrmRateLimitedError extends CrmPassingError {
  override readonly name = 'CrmRateLimitedError';
  readonly kind = 'rate-limited';

  constructor(failure: CrmFailure) {
    super('The CRM is called too often; wait, and lower the rate of work if it goes on.', failure);
  }
}

/** It does not let this client in, whatever the request says: not the fault of an event. */
export class CrmUnauthorizedError extends CrmPassingError {
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
export class CrmRejectedError extends PermanentError {
  override readonly name = 'CrmRejectedError';
  readonly kind = 'rejected';
  readonly status: number | undefined;

  constructor(failure: CrmFailure) {
    const meaning = 'The CRM refuses what it was sent; compare the activity with what the CRM expects.';
    super(messageOf(meaning, failure), causeOf(failure));
    this.status = failure.status;
  }
}

/** It answered something that is not its own interface: a redirect, or a body that is not as agreed. */
export class CrmUnusableAnswerError extends CrmPassingError {
  override readonly name = 'CrmUnusableAnswerError';
  readonly kind = 'unusable-answer';

  constructor(failure: CrmFailure) {
    super('This is not an answer of the CRM as agreed; check its URL and what stands before it.', failure);
  }
}

/** The client's own credentials cannot be had, so that it cannot ask for a token. */
export class CrmCredentialsError extends CrmPassingError {
  override readonly name = 'CrmCredentialsError';
  readonly kind = 'unauthorized';

  constructor(problem: string, options: { readonly cause?: unknown } = {}) {
    super(`The client's credentials for the CRM cannot be had: ${problem}`, options);
  }
}

/** Whatever a call of the CRM fails with. */
export type CrmError =
  | CrmUnavailableError
  | CrmRateLimitedError
  | CrmUnauthorizedError
  | CrmRejectedError
  | CrmUnusableAnswerError
  | CrmCredentialsError;

export const isCrmError = (error: unknown): error is CrmError =>
  error instanceof CrmPassingError || error instanceof CrmRejectedError;

/** What the client of the CRM fails with. */
export const crmErrors: RestErrors = {
  of: {
    unavailable: (failure) => new CrmUnavailableError(failure),
    'rate-limited': (failure) => new CrmRateLimitedError(failure),
    unauthorized: (failure) => new CrmUnauthorizedError(failure),
    rejected: (failure) => new CrmRejectedError(failure),
    'unusable-answer': (failure) => new CrmUnusableAnswerError(failure),
  },
  credentials: (problem, options) => new CrmCredentialsError(problem, options),
};
