import type { FailureCause } from '../contract/failure-cause';
import { DeferredError, type FailureOptions, PermanentError, RetryableError } from '../core/failure/errors';

/** How a record can be missed. */
export type RecordProblem =
  | 'not-found'
  | 'forbidden'
  | 'rejected'
  | 'too-large'
  | 'unavailable'
  | 'rate-limited'
  | 'unauthorized'
  | 'unusable-answer';

/** No attempt can bring the record, or not before somebody has changed something. */
export class RecordRefusedError extends PermanentError {
  override readonly name = 'RecordRefusedError';
  override readonly failureCause: FailureCause;
  readonly problem: keyof typeof refusals;

  constructor(problem: keyof typeof refusals, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
    this.failureCause = refusals[problem];
  }
}

const refusals = {
  'not-found': 'RECORD_NOT_FOUND',
  forbidden: 'FORBIDDEN',
  rejected: 'REJECTED',
  'too-large': 'RECORD_TOO_LARGE',
} as const satisfies Partial<Record<RecordProblem, FailureCause>>;

/** The platform did not give the record this time. */
export class PlatformFailedError extends RetryableError {
  override readonly name = 'PlatformFailedError';
  readonly problem: 'unavailable' | 'unauthorized' | 'unusable-answer';

  constructor(problem: PlatformFailedError['problem'], message: string, options?: FailureOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** The platform may not be asked now, or has said so: never the fault of an event, which waits for its turn. */
export class PlatformRateLimitedError extends DeferredError {
  override readonly name = 'PlatformRateLimitedError';
  override readonly failureCause = 'RATE_LIMITED';
  readonly problem = 'rate-limited';
}

export type RecordError = RecordRefusedError | PlatformFailedError | PlatformRateLimitedError;

export const isRecordError = (error: unknown): error is RecordError =>
  error instanceof RecordRefusedError ||
  error instanceof PlatformFailedError ||
  error instanceof PlatformRateLimitedError;
