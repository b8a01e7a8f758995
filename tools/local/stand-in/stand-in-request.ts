import type { IncomingHttpHeaders } from 'node:http';
import { problem, Refusal } from './answer';

/** A request, read to its end. */
export interface StandInRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Whether the request declares its body as `mediaType`, in UTF-8 if it names a charset. */
export const hasMediaType = (request: StandInRequest, mediaType: string): boolean => {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  return type.trim() === mediaType && ['charset=utf-8', 'charset="utf-8"', undefined].includes(charset);
};

/** @throws {Refusal} 415 or 400 when the body is not JSON, or not declared as that */
export const jsonBody = (request: StandInRequest): unknown => {
  if (hasMediaType(request, 'application/json')) return parsedBody(request);
  const detail = 'Send the body as application/json in UTF-8.';
  throw new Refusal(problem(415, { title: 'Unsupported media type', detail }));
};

/** The body as JSON, whatever it is declared as. @throws {Refusal} 400 */
export const parsedBody = ({ body }: Pick<StandInRequest, 'body'>): unknown => {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return value;
  } catch {
    throw new Refusal(problem(400, { title: 'Not JSON', detail: 'The body must be JSON in UTF-8.' }));
  }
};
