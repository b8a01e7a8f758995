import type { GatewayResponseDefinition } from '../model';
import type { HttpRequest } from './http-request';
import type { HttpResponse } from './proxy-response';

/** What API Gateway answers by itself, with the status and text it has when nothing else is configured. */
const gatewayErrors = {
  API_CONFIGURATION_ERROR: { statusCode: 502, family: 'DEFAULT_5XX', message: 'Internal server error' },
  INTEGRATION_FAILURE: { statusCode: 502, family: 'DEFAULT_5XX', message: 'Internal server error' },
  INTEGRATION_TIMEOUT: { statusCode: 504, family: 'DEFAULT_5XX', message: 'Endpoint request timed out' },
  MISSING_AUTHENTICATION_TOKEN: {
    statusCode: 403,
    family: 'DEFAULT_4XX',
    message: 'Missing Authentication Token',
  },
  REQUEST_TOO_LARGE: {
    statusCode: 413,
    family: 'DEFAULT_4XX',
    message: 'HTTP content length exceeded 10485760 bytes.',
  },
} as const;

export type GatewayError = keyof typeof gatewayErrors;

export interface GatewayResponseOptions {
  readonly error: GatewayError;
  readonly request: HttpRequest;
  readonly stage: string;
  readonly definitions: ReadonlyMap<string, GatewayResponseDefinition>;
}

const variables = ({ error, request, stage }: GatewayResponseOptions): Record<string, string> => {
  const { message } = gatewayErrors[error];
  return {
    'error.message': message,
    'error.messageString': JSON.stringify(message),
    'error.responseType': error,
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
  const { family, statusCode } = gatewayErrors[error];
  const definition = definitions.get(error) ?? definitions.get(family);
  return {
    statusCode: definition?.statusCode || statusCode,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', error],
      ['x-amzn-RequestId', request.requestId],
      ...Object.entries(definition?.headers ?? {}),
    ],
    body: Buffer.from(fill(definition?.template || ownTemplate, variables(options))),
  };
};
