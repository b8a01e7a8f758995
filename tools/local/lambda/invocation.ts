import { assertNever } from '../../../lambdas/core/assert-never';

/** An error as a function reports it to Lambda. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Frames of the stack that belong to the function's own code. */
  readonly trace: readonly string[];
}

/** `init`: while the bundle was loaded. `invoke`: while an event was handled. */
export type InvocationPhase = 'init' | 'invoke';

/** What became of one invocation. Every way in which a function can end is a value; none is an exception. */
export type InvocationOutcome =
  | { readonly status: 'succeeded'; readonly requestId: string; readonly payload: unknown }
  | { readonly status: 'failed'; readonly requestId: string; readonly error: FunctionError }
  | {
      readonly status: 'timed-out';
      readonly requestId: string;
      readonly phase: InvocationPhase;
      readonly afterSeconds: number;
    }
  | {
      readonly status: 'crashed';
      readonly requestId: string;
      readonly phase: InvocationPhase;
      /** Exit code, or the signal that ended the process. */
      readonly exit: number | string;
    };

export type InvocationFailure = Exclude<InvocationOutcome, { status: 'succeeded' }>;

/** An invocation that waits for its answer. */
export interface Invocation {
  readonly requestId: string;
  /** The event, as JSON. */
  readonly body: string;
  readonly settle: (outcome: InvocationOutcome) => void;
}

/** A line that a function wrote. */
export interface FunctionLine {
  readonly functionLogicalId: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Absent while the bundle is loaded, and between invocations. */
  readonly requestId?: string;
}

/** Lambda: largest request and largest response of a synchronous invocation, in bytes. */
export const maxPayloadBytes = 6_291_556;

/** Type of the error for an event over that limit. */
export const requestTooLarge = 'RequestEntityTooLarge';

/** Lambda: how long loading a bundle may take. */
export const initTimeoutSeconds = 10;

/** One sentence for a log or a report; empty when the invocation succeeded. */
export const describeFailure = (outcome: InvocationOutcome): string => {
  switch (outcome.status) {
    case 'succeeded':
      return '';
    case 'failed':
      return `${outcome.error.errorType}: ${outcome.error.errorMessage}`;
    case 'timed-out':
      return `timed out after ${outcome.afterSeconds} s (${outcome.phase})`;
    case 'crashed':
      return `process ended with ${outcome.exit} (${outcome.phase})`;
    default:
      return assertNever(outcome);
  }
};
