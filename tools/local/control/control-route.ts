import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceError } from './service-error';

export interface ControlRequest {
  /** From the path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ControlAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One operation of one service. */
export interface ControlRoute {
  readonly method: string;
  /** Such as `/restapis/{api}/stages/{stage}`. */
  readonly path: string;
  /** @throws {ServiceError} */
  readonly answer: (request: ControlRequest) => ControlAnswer | Promise<ControlAnswer>;
  /** How the service tells of an error. */
  readonly refuse: (error: ServiceError) => ControlAnswer;
}

/** An answer in JSON. */
export const jsonAnswer = (
  statusCode: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): ControlAnswer => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
