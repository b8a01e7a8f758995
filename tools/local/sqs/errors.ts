/** An error as SQS answers it. */
export class SqsError extends Error {
  /** The JSON protocol's `__type`, without its namespace. */
  readonly type: string;
  /** The code of the older query protocol, which clients still map errors to. */
  readonly queryCode: string;
  readonly status: number;

  constructor(kind: SqsErrorKind, message: string) {
    super(message);
    this.name = 'SqsError';
    const { queryCode, status } = kinds[kind];
    this.type = kind;
    this.queryCode = queryCode;
    this.status = status;
  }
}

interface KindDetails {
  readonly queryCode: string;
  readonly status: number;
}

const legacyPrefix = 'AWS.SimpleQueueService.';

/** Query codes and statuses as the service's model and its recorded answers have them. */
const kinds = {
  BatchEntryIdsNotDistinct: { queryCode: `${legacyPrefix}BatchEntryIdsNotDistinct`, status: 400 },
  BatchRequestTooLong: { queryCode: `${legacyPrefix}BatchRequestTooLong`, status: 400 },
  EmptyBatchRequest: { queryCode: `${legacyPrefix}EmptyBatchRequest`, status: 400 },
  InternalError: { queryCode: 'InternalError', status: 500 },
  InvalidAttributeName: { queryCode: 'InvalidAttributeName', status: 400 },
  InvalidAttributeValue: { queryCode: 'InvalidAttributeValue', status: 400 },
  InvalidBatchEntryId: { queryCode: `${legacyPrefix}InvalidBatchEntryId`, status: 400 },
  InvalidMessageContents: { queryCode: 'InvalidMessageContents', status: 400 },
  InvalidParameterValueException: { queryCode: 'InvalidParameterValue', status: 400 },
  MessageNotInflight: { queryCode: `${legacyPrefix}MessageNotInflight`, status: 400 },
  MethodNotAllowed: { queryCode: 'MethodNotAllowed', status: 405 },
  MissingRequiredParameterException: { queryCode: 'MissingParameter', status: 400 },
  OverLimit: { queryCode: 'OverLimit', status: 403 },
  PurgeQueueInProgress: { queryCode: `${legacyPrefix}PurgeQueueInProgress`, status: 403 },
  QueueDoesNotExist: { queryCode: `${legacyPrefix}NonExistentQueue`, status: 400 },
  QueueNameExists: { queryCode: 'QueueAlreadyExists', status: 400 },
  ReceiptHandleIsInvalid: { queryCode: 'ReceiptHandleIsInvalid', status: 404 },
  RequestEntityTooLarge: { queryCode: 'RequestEntityTooLarge', status: 413 },
  ResourceNotFoundException: { queryCode: 'ResourceNotFoundException', status: 404 },
  SerializationException: { queryCode: 'MalformedInput', status: 400 },
  TooManyEntriesInBatchRequest: { queryCode: `${legacyPrefix}TooManyEntriesInBatchRequest`, status: 400 },
  UnknownOperationException: { queryCode: 'InvalidAction', status: 400 },
  UnsupportedMediaType: { queryCode: 'UnsupportedMediaType', status: 415 },
} as const satisfies Record<string, KindDetails>;

export type SqsErrorKind = keyof typeof kinds;

export function invalidValue(parameter: string, value: string | number, reason: string): SqsError {
  return new SqsError(
    'InvalidParameterValueException',
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}

export function missingParameter(parameter: string): SqsError {
  return new SqsError(
    'MissingRequiredParameterException',
    `The request must contain the parameter ${parameter}.`,
  );
}

export function queueDoesNotExist(): SqsError {
  return new SqsError('QueueDoesNotExist', 'The specified queue does not exist.');
}
