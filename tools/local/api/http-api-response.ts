import * as z from 'zod';
import type { GatewayError } from './gateway-response';
import { type HttpResponse, httpResponseOf } from './proxy-response';

const requestIdHeader = 'apigw-requestid';

const withStatus = z.looseObject({ statusCode: z.unknown(), cookies: z.array(z.string()).default([]) });

/**
 * Turns a function's answer into HTTP, as an HTTP API does for payload format 2.0: what has no status is the body of an
 * answer 200. `malformed` when it is neither.
 */
export const httpApiResponseOf = (payload: unknown, requestId: string): HttpResponse | 'malformed' => {
  const answer = withStatus.safeParse(payload);
  if (answer.success && answer.data.statusCode !== undefined) {
    const { cookies, ...rest } = answer.data;
    const multiValueHeaders = { 'set-cookie': cookies };
    return httpResponseOf({ ...rest, multiValueHeaders }, requestId, requestIdHeader);
  }
  if (payload === undefined || payload === null) return 'malformed';
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return httpResponseOf({ statusCode: 200, body }, requestId, requestIdHeader);
};

const forbidden = [403, 'Forbidden'] as const;
const internal = [500, 'Internal Server Error'] as const;

/** What an HTTP API answers by itself. Nothing of it can be configured, and it does not say more. */
const answers = {
  API_CONFIGURATION_ERROR: internal,
  INTEGRATION_FAILURE: internal,
  INTEGRATION_TIMEOUT: [503, 'Service Unavailable'],
  ROUTE_NOT_FOUND: [404, 'Not Found'],
  MISSING_AUTHENTICATION_TOKEN: forbidden,
  INCOMPLETE_SIGNATURE: forbidden,
  INVALID_SIGNATURE: forbidden,
  UNKNOWN_CREDENTIALS: forbidden,
  THROTTLED: [429, 'Too Many Requests'],
  REQUEST_TOO_LARGE: [413, 'Request Entity Too Large'],
} as const satisfies Record<GatewayError, readonly [status: number, message: string]>;

export const httpApiRefusal = (error: GatewayError, requestId: string): HttpResponse => {
  const [statusCode, message] = answers[error];
  return {
    statusCode,
    headers: [
      ['Content-Type', 'application/json'],
      [requestIdHeader, requestId],
    ],
    body: Buffer.from(JSON.stringify({ message })),
  };
};
