import type { IncomingHttpHeaders } from 'node:http';
import type { ControlAnswer } from '../control/control-route';
import { jsonAnswer } from '../control/control-route';
import { parseJson } from '../control/read-json';
import { ServiceError } from '../control/service-error';
import { functionError } from '../lambda/function-error';
import type { InvokableFunction } from './find-function';
import type { LambdaApiOptions } from './lambda-routes';

interface InvokeRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const executedVersion = { 'X-Amz-Executed-Version': '$LATEST' } as const;

/**
 * Runs a function with the body as its event. `RequestResponse` answers with what it gives, `Event` at once. Throws
 * `ServiceError`.
 */
export const invokeFunction = async (
  target: InvokableFunction,
  { headers, body }: InvokeRequest,
  { invokeLater }: LambdaApiOptions,
): Promise<ControlAnswer> => {
  const event = parseJson(body, 'InvalidRequestContentException');
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  switch (type) {
    case 'RequestResponse':
      return answerOf(target, event);
    case 'Event':
      return {
        statusCode: 202,
        headers: { 'x-amzn-RequestId': invokeLater(target.definition.logicalId, event) },
      };
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
