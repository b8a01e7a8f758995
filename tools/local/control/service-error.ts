/** A refusal that goes to the client in the shape that its service gives errors. */
export class ServiceError extends Error {
  readonly statusCode: number;
  /** Such as `ResourceNotFoundException`. */
  readonly type: string;

  constructor(statusCode: number, type: string, message: string) {
    super(message);
    this.name = 'ServiceError';
    this.statusCode = statusCode;
    this.type = type;
  }
}
