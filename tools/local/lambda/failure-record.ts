import { functionError } from './function-error';
import type { FunctionError, InvocationFailure } from './invocation';

/** Why Lambda gives up on an asynchronous invocation: after its last attempt, or for its age before the next one. */
export type GiveUpCondition = 'RetriesExhausted' | 'EventAgeExceeded';

/**
 * What Lambda sends to an on-failure destination.
 *
 * Source: Lambda developer guide, "Capturing records of Lambda asynchronous invocations".
 */
export interface FailureRecord {
  readonly version: '1.0';
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: GiveUpCondition;
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
  readonly responseContext: {
    readonly statusCode: 200;
    readonly executedVersion: '$LATEST';
    readonly functionError: 'Unhandled';
  };
  readonly responsePayload: Partial<FunctionError>;
}

export interface GivenUp {
  readonly functionArn: string;
  readonly condition: GiveUpCondition;
  readonly attempts: number;
  /** The event. */
  readonly payload: unknown;
  /** Of the last attempt. */
  readonly failure: InvocationFailure;
  readonly nowMs: number;
}

export const failureRecord = (given: GivenUp): FailureRecord => ({
  version: '1.0',
  timestamp: new Date(given.nowMs).toISOString(),
  requestContext: {
    requestId: given.failure.requestId,
    functionArn: `${given.functionArn}:$LATEST`,
    condition: given.condition,
    approximateInvokeCount: given.attempts,
  },
  requestPayload: given.payload,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: functionError(given.failure),
});
