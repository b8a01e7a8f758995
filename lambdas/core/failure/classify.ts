import type { FailureCause } from '../../contract/failure-cause';
import { isRecord } from '../is-record';
import {
  DeferredError,
  DependencyFailedError,
  DependencyUnavailableError,
  ModuleTimeoutError,
  PermanentError,
  RetryableError,
} from './errors';

/**
 * What a failure means for its event.
 *
 * - `permanent`: no attempt can succeed
 * - `counted`: another attempt may, but not any number of them
 * - `not-now`: nobody can tell whether the event is at fault, because it could not be tried properly
 */
export interface FailureClass {
  readonly kind: 'permanent' | 'counted' | 'not-now';
  readonly cause: FailureCause;
  readonly retryAfterSeconds?: number | undefined;
  /** The dependency that a call failed of, or that could not be called. */
  readonly dependency?: string;
}

/** By its type if it is one of ours, or else by what it looks like: an error of the AWS SDK, of HTTP, of a schema. */
export const classify = (error: unknown): FailureClass => {
  if (error instanceof PermanentError) return { kind: 'permanent', cause: error.failureCause };
  if (error instanceof DeferredError) return deferred(error);
  if (error instanceof RetryableError) return retryable(error);
  if (!isRecord(error)) return unexpected;
  if (isSchemaError(error)) return { kind: 'permanent', cause: 'SCHEMA' };
  if (isStoreError(error)) {
    return isOwnFault(error) ? unexpected : { kind: 'not-now', cause: 'STORE_UNAVAILABLE' };
  }
  return error['name'] === 'TimeoutError' || error['name'] === 'AbortError' ? timeout : byStatus(error);
};

const timeout: FailureClass = { kind: 'counted', cause: 'TIMEOUT' };
/** What the other side asked to wait, if that is a time. */
const asked = (seconds: unknown): number | undefined =>
  typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;

const unexpected: FailureClass = { kind: 'counted', cause: 'UNEXPECTED' };

const deferred = (error: DeferredError): FailureClass => ({
  kind: 'not-now',
  cause: error.failureCause,
  retryAfterSeconds: asked(error.retryAfterSeconds),
  ...(error instanceof DependencyUnavailableError && { dependency: error.dependency }),
});

const retryable = (error: RetryableError): FailureClass => {
  const retryAfterSeconds = asked(error.retryAfterSeconds);
  if (error instanceof DependencyFailedError) {
    return { kind: 'counted', cause: 'DEPENDENCY_FAILED', retryAfterSeconds, dependency: error.dependency };
  }
  const cause = error instanceof ModuleTimeoutError ? 'TIMEOUT' : 'TRANSIENT';
  return { kind: 'counted', cause, retryAfterSeconds };
};

/** Zod's, whichever of its packages threw it. */
const isSchemaError = ({ name, issues }: Readonly<Record<string, unknown>>): boolean =>
  (name === 'ZodError' || name === '$ZodError') && Array.isArray(issues);

/** Errors of the AWS SDK carry `$metadata`, also those of a call that was never answered. */
const isStoreError = (error: Readonly<Record<string, unknown>>): boolean =>
  isRecord(error['$metadata']) || error['$fault'] !== undefined || lostConnections.has(String(error['code']));

/** What was sent cannot be stored: too large, or not what the service takes. The same would happen every time. */
const ownFaults: ReadonlySet<unknown> = new Set([
  'ValidationException',
  'ItemCollectionSizeLimitExceededException',
  'InvalidMessageContents',
  'BatchRequestTooLong',
]);

const isOwnFault = ({ name }: Readonly<Record<string, unknown>>): boolean => ownFaults.has(name);

const lostConnections: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Answers over HTTP that judge the request itself. */
const rejections: ReadonlySet<number> = new Set([400, 404, 405, 406, 410, 411, 413, 414, 415, 422]);

const byStatus = (error: Readonly<Record<string, unknown>>): FailureClass => {
  const status = httpStatusOf(error);
  if (status === undefined || status < 400) return unexpected;
  if (rejections.has(status)) return { kind: 'permanent', cause: 'REJECTED' };
  return { kind: 'counted', cause: 'TRANSIENT', retryAfterSeconds: asked(error['retryAfterSeconds']) };
};

/** Where the usual HTTP clients put it. */
const httpStatusOf = ({
  status,
  statusCode,
  response,
}: Readonly<Record<string, unknown>>): number | undefined => {
  const nested = isRecord(response) ? response['status'] : undefined;
  return [status, statusCode, nested].find((value) => typeof value === 'number');
};
