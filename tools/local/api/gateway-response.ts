import type { GatewayResponseDefinition } from '../model';
import type { HttpRequest } from './http-request';
import type { HttpResponse } from './proxy-response';

interface Fault {
  /** API Gateway's response type, by which an answer can be configured. */
  readonly type: string;
  /** In the header `x-amzn-ErrorType`. */
  readonly name: string;
  readonly statusCode: number;
  readonly message: string;
}

const internal = { statusCode: 502, name: 'InternalServerErrorException', message: 'Internal server error' };

const missingToken = {
  type: 'MISSING_AUTHENTICATION_TOKEN',
  name: 'MissingAuthenticationTokenException',
  statusCode: 403,
  message: 'Missing Authentication Token',
};

/** What API Gateway answers by itself, with the status and text it has when nothing else is configured. */
const gatewayErrors = {
  API_CONFIGURATION_ERROR: { ...internal, type: 'API_CONFIGURATION_ERROR' },
  INTEGRATION_FAILURE: { ...internal, type: 'INTEGRATION_FAILURE' },
  INTEGRATION_TIMEOUT: {
    ...internal,
    type: 'INTEGRATION_TIMEOUT',
    statusCode: 504,
    message: 'Endpoint request timed out',
  },
  MISSING_AUTHENTICATION_TOKEN: missingToken,
  // A REST API does not tell one from the other.
  ROUTE_NOT_FOUND: missingToken,
  INCOMPLETE_SIGNATURE: {
    type: 'INVALID_SIGNATURE',
    name: 'IncompleteSignatureException',
    statusCode: 403,
    message:
      "Authorization header requires 'Credential', 'SignedHeaders' (with 'host') and 'Signature' of AWS4-HMAC-SHA256, and the header 'X-Amz-Date'.",
  },
  INVALID_SIGNATURE: {
    type: 'INVALID_SIGNATURE',
    name: 'InvalidSignatureException',
    statusCode: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  },
  // Which of its response types API Gateway takes for it, its documentation does not say.
  UNKNOWN_CREDENTIALS: {
    type: 'ACCESS_DENIED',
    name: 'UnrecognizedClientException',
    statusCode: 403,
    message: 'The security token included in the request is invalid.',
  },
  THROTTLED: {
    type: 'THROTTLED',
    name: 'TooManyRequestsException',
    statusCode: 429,
    message: 'Too Many Requests',
  },
  REQUEST_TOO_LARGE: {
    type: 'REQUEST_TOO_LARGE',
    name: 'REQUEST_TOO_LARGE',
    statusCode: 413,
    message: 'HTTP content length exceeded 10485760 bytes.',
  },
} as const satisfies Record<string, Fault>;

export type GatewayError = keyof typeof gatewayErrors;

export interface GatewayResponseOptions {
  readonly error: GatewayError;
  /** Default: the error's own. */
  readonly message?: string;
  readonly request: HttpRequest;
  readonly stage: string;
  readonly definitions: ReadonlyMap<string, GatewayResponseDefinition>;
}

const variables = (options: GatewayResponseOptions): Record<string, string> => {
  const { error, request, stage } = options;
  const { type, message: ownMessage } = gatewayErrors[error];
  const { message = ownMessage } = options;
  return {
    'error.message': message,
    'error.messageString': JSON.stringify(message),
    'error.responseType': type,
    'identity.sourceIp': request.sourceIp,
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    path: `/${stage}${request.path}`,
    protocol: request.protocol,
    requestId: request.requestId,
    stage,
  };
};

/** Puts values in the place of `$context.…`; what API Gateway does not know becomes empty. */
const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g, (_, name: string) => values[name] ?? '');

const ownTemplate = '{"message":$context.error.messageString}';

/**
 * The configured answer of the error's own type, else of its family (`DEFAULT_4XX`, `DEFAULT_5XX`), else
 * API Gateway's own. A family's answer may leave the status as it is (0 or absent in the template).
 */
export const gatewayResponse = (options: GatewayResponseOptions): HttpResponse => {
  const { error, definitions, request } = options;
  const { type, name, statusCode } = gatewayErrors[error];
  const family = statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const definition = definitions.get(type) ?? definitions.get(family);
  return {
    statusCode: definition?.statusCode || statusCode,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', name],
      ['x-amzn-RequestId', request.requestId],
      ...Object.entries(definition?.headers ?? {}),
    ],
    body: Buffer.from(fill(definition?.template || ownTemplate, variables(options))),
  };
};
