import type { IncomingHttpHeaders } from 'node:http';
import { assertNever } from '../../../lambdas/core/assert-never';
import type { ControlAnswer } from '../control/control-route';
import { jsonAnswer } from '../control/control-route';
import { parseJson } from '../control/read-json';
import { ServiceError } from '../control/service-error';
import type { FunctionError, InvocationFailure } from '../lambda/invocation';
import type { InvokableFunction } from './find-function';
import type { LambdaApiOptions } from './lambda-routes';

interface InvokeRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const executedVersion = { 'X-Amz-Executed-Version': '$LATEST' } as const;

/**
 * Runs a function with the body as its event. `RequestResponse` answers with what it gives, `Event` at once; one that
 * fails then is told of and not run again. Throws `ServiceError`.
 */
export const invokeFunction = async (
  target: InvokableFunction,
  { headers, body }: InvokeRequest,
  { onInvoked }: LambdaApiOptions,
): Promise<ControlAnswer> => {
  const event = parseJson(body, 'InvalidRequestContentException');
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  switch (type) {
    case 'RequestResponse':
      return answerOf(target, event);
    case 'Event':
      void target.invoke(event).then((outcome) => onInvoked?.(target.definition.logicalId, outcome));
      return { statusCode: 202 };
    case 'DryRun':
      return { statusCode: 204 };
    default: {
      const message = `The invocation type is ${String(type)}, expected RequestResponse, Event or DryRun.`;
      throw new ServiceError(400, 'InvalidParameterValueException', message);
    }
  }
};

const answerOf = async (target: InvokableFunction, event: unknown): Promise<ControlAnswer> => {
  const outcome = await target.invoke(event);
  if (outcome.status === 'succeeded') return jsonAnswer(200, outcome.payload ?? null, executedVersion);
  return jsonAnswer(200, functionError(outcome), {
    ...executedVersion,
    'X-Amz-Function-Error': 'Unhandled',
  });
};

/** The payload that Lambda makes of a function that failed, timed out or died. */
const functionError = (outcome: InvocationFailure): Partial<FunctionError> => {
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
