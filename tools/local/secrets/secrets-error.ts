/** Error types of Secrets Manager's API that the local one gives. */
export type SecretsErrorType =
  | 'InvalidParameterException'
  | 'InvalidRequestException'
  | 'LimitExceededException'
  | 'ResourceExistsException'
  | 'ResourceNotFoundException'
  | 'SerializationException'
  | 'UnknownOperationException';

/** A refusal that goes to the client as `{"__type": type, "Message": message}` with status 400. */
export class SecretsError extends Error {
  readonly type: SecretsErrorType;

  constructor(type: SecretsErrorType, message: string) {
    super(message);
    this.name = 'SecretsError';
    this.type = type;
  }
}
