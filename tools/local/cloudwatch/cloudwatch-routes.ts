import { cbor, dateToTag } from '@smithy/core/cbor';
import { isRecord } from '../../../lambdas/core/is-record';
import { type ControlAnswer, type ControlRoute, jsonAnswer } from '../control/control-route';
import { parseJson } from '../control/read-json';
import { ServiceError } from '../control/service-error';
import { cloudWatchOperation, type CloudWatchState } from './cloudwatch-operations';

const service = 'GraniteServiceVersion20100801';

/**
 * CloudWatch's API for alarms and metrics, in both protocols that clients speak: AWS JSON 1.0 (the SDK for JavaScript) and Smithy
 * RPC v2 CBOR (the AWS CLI, boto3).
 */
export const cloudWatchRoutes = (state: CloudWatchState): readonly ControlRoute[] => [
  {
    method: 'POST',
    path: '/',
    answer: ({ headers, body }) => {
      const operation = cloudWatchOperation(operationIn(String(headers['x-amz-target'] ?? '')), state);
      return inJson(200, operation(parseJson(body, 'SerializationException')));
    },
    refuse: ({ statusCode, type, message }) => inJson(statusCode, { __type: type, message }, type),
  },
  {
    method: 'POST',
    path: `/service/${service}/operation/{operation}`,
    answer: ({ parameters: { operation = '' }, body }) =>
      inCbor(200, cloudWatchOperation(operation, state)(parseCbor(body))),
    refuse: ({ statusCode, type, message }) => inCbor(statusCode, { __type: type, message }, type),
  },
];

const operationIn = (target: string): string => {
  const [name, operation, ...rest] = target.split('.');
  if (name === service && operation !== undefined && rest.length === 0) return operation;
  const message = `The header X-Amz-Target is "${target}", expected ${service}.<operation>.`;
  throw new ServiceError(400, 'UnknownOperationException', message);
};

const parseCbor = (body: Buffer): unknown => {
  try {
    return body.length === 0 ? {} : cbor.deserialize(body);
  } catch {
    throw new ServiceError(400, 'SerializationException', 'The request body is not CBOR.');
  }
};

/** The name of an error as clients of the old query protocol know it. */
const queryError = (errorType: string | undefined): Record<string, string> =>
  errorType === undefined ? {} : { 'x-amzn-query-error': `${errorType};Sender` };

const inJson = (statusCode: number, value: unknown, errorType?: string): ControlAnswer =>
  jsonAnswer(
    statusCode,
    withDates(value, (date) => date.getTime() / 1000),
    { 'Content-Type': 'application/x-amz-json-1.0', ...queryError(errorType) },
  );

const inCbor = (statusCode: number, value: unknown, errorType?: string): ControlAnswer => ({
  statusCode,
  headers: {
    'Content-Type': 'application/cbor',
    'smithy-protocol': 'rpc-v2-cbor',
    ...queryError(errorType),
  },
  body: cbor.serialize(withDates(value, dateToTag)),
});

/** The value with what `convert` makes of a date in the place of each. */
const withDates = (value: unknown, convert: (date: Date) => unknown): unknown => {
  if (value instanceof Date) return convert(value);
  if (Array.isArray(value)) return value.map((entry) => withDates(entry, convert));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withDates(entry, convert)]));
};
