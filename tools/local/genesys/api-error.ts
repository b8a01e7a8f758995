import { randomUUID } from 'node:crypto';
import type { Answer } from '../stand-in/answer';

const messages = {
  'authentication.required': 'No authentication bearer token specified in authorization header.',
  'bad.credentials': 'Invalid login credentials.',
  'missing.permissions':
    'Unable to perform the requested action. You are missing the following permission(s): any',
  'not.found': 'The requested resource was not found.',
  'too.many.requests': 'Rate limit exceeded the maximum. Retry the request in [%s] seconds',
} as const;

const statuses: Readonly<Record<ApiErrorCode, number>> = {
  'authentication.required': 401,
  'bad.credentials': 401,
  'missing.permissions': 403,
  'not.found': 404,
  'too.many.requests': 429,
};

export type ApiErrorCode = keyof typeof messages;

/**
 * A refusal as the platform's API gives it: an `ErrorBody`, whose `contextId` is the answer's `ININ-Correlation-Id`.
 * Source: the responses in the platform's API description.
 *
 * @param parameter what stands in the place of `%s` in the message
 */
export const apiError = (code: ApiErrorCode, parameter = ''): Answer => {
  const contextId = randomUUID();
  const status = statuses[code];
  const message = messages[code].replace('%s', parameter);
  return {
    status,
    headers: { 'ININ-Correlation-Id': contextId },
    body: { message, code, status, messageParams: {}, contextId, details: [], errors: [] },
  };
};
