import type { FailureCause } from '../../contract/failure-cause';

/**
 * What modules and adapters throw to say what a failure means. Anything else that is thrown is classified by what it
 * looks like (`classify.ts`).
 */
export interface FailureOptions extends ErrorOptions {
  /** What the other side asked to wait. It wins over the computed delay. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Another attempt may succeed. Counts; after the last counted attempt the event goes to the DLQ. */
export class RetryableError extends Error {
  override readonly name: string = 'RetryableError';
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { retryAfterSeconds, ...options }: FailureOptions = {}) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No attempt can succeed, and the reason lies in the event itself: it goes to the DLQ at once. */
export class PermanentError extends Error {
  override readonly name: string = 'PermanentError';
  readonly failureCause: FailureCause = 'PERMANENT';
}

/** It cannot be done now, whatever the event is. Not counted. */
export class DeferredError extends Error {
  override readonly name: string = 'DeferredError';
  readonly failureCause: FailureCause = 'BUSY';
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { retryAfterSeconds, ...options }: FailureOptions = {}) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A table or queue of ours cannot be used now. */
export class StoreUnavailableError extends DeferredError {
  override readonly name: string = 'StoreUnavailableError';
  override readonly failureCause = 'STORE_UNAVAILABLE';
}

/** A dependency is down: its breaker is open, and the call was not made. */
export class DependencyUnavailableError extends DeferredError {
  override readonly name = 'DependencyUnavailableError';
  override readonly failureCause = 'DEPENDENCY_UNAVAILABLE';
  readonly dependency: string;

  constructor(dependency: string, options: FailureOptions = {}) {
    super(`The dependency ${dependency} is down; it is not called until it has been tried again.`, options);
    this.dependency = dependency;
  }
}

/**
 * A call of a dependency failed, and not for what it was asked: no answer, not in time, overloaded, a refusal of this
 * client. `cause` is what the call threw.
 */
export class DependencyFailedError extends RetryableError {
  override readonly name = 'DependencyFailedError';
  readonly dependency: string;

  constructor(dependency: string, options: FailureOptions) {
    super(`A call of the dependency ${dependency} failed.`, options);
    this.dependency = dependency;
  }
}

/** The module was not done with an event when the time for it was over. */
export class ModuleTimeoutError extends RetryableError {
  override readonly name = 'ModuleTimeoutError';
}
