import { type ControlAnswer, type ControlRoute, jsonAnswer } from '../control/control-route';
import { parseJson } from '../control/read-json';
import { ServiceError } from '../control/service-error';
import { eventBridgeOperation, type EventBridgeOptions } from './event-bridge-operations';

const service = 'AWSEvents';

/** EventBridge's API, as far as events are put on the buses of a stack, in AWS JSON 1.1. */
export const eventBridgeRoutes = (options: EventBridgeOptions): readonly ControlRoute[] => [
  {
    method: 'POST',
    path: '/',
    answer: ({ headers, body }) => {
      const operation = eventBridgeOperation(operationIn(String(headers['x-amz-target'] ?? '')));
      return inJson(200, operation(parseJson(body, 'SerializationException'), options));
    },
    refuse: ({ statusCode, type, message }) => inJson(statusCode, { __type: type, message }),
  },
];

const operationIn = (target: string): string => {
  const [name, operation, ...rest] = target.split('.');
  if (name === service && operation !== undefined && rest.length === 0) return operation;
  const message = `The header X-Amz-Target is "${target}", expected ${service}.<operation>.`;
  throw new ServiceError(400, 'UnknownOperationException', message);
};

const inJson = (statusCode: number, value: unknown): ControlAnswer =>
  jsonAnswer(statusCode, value, { 'Content-Type': 'application/x-amz-json-1.1' });
