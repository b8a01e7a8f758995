import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { encodingAttribute } from '../core/queue-message';

/** The encoding of a body as SQS message attributes; plain JSON has none. */
export const encodingAttributes = (
  encoding: string | undefined,
): { MessageAttributes?: Record<string, MessageAttributeValue> } =>
  encoding === undefined
    ? {}
    : { MessageAttributes: { [encodingAttribute]: { DataType: 'String', StringValue: encoding } } };
