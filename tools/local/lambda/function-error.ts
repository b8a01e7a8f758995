import { assertNever } from '../../../lambdas/core/assert-never';
import type { FunctionError, InvocationFailure } from './invocation';

/** The payload that Lambda makes of a function that failed, timed out or died. */
export const functionError = (outcome: InvocationFailure): Partial<FunctionError> => {
  const { requestId } = outcome;
  switch (outcome.status) {
    case 'failed':
      return outcome.error;
    case 'timed-out': {
      const seconds = outcome.afterSeconds.toFixed(2);
      const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
      return { errorType: 'Sandbox.Timedout', errorMessage };
    }
    case 'crashed': {
      const { exit } = outcome;
      const how = typeof exit === 'number' ? `exit status ${exit}` : `signal: ${exit}`;
      const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: ${how}`;
      return { errorType: 'Runtime.ExitError', errorMessage };
    }
    default:
      return assertNever(outcome);
  }
};
