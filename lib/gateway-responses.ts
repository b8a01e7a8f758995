import * as apigateway from 'aws-cdk-lib/aws-apigateway';

interface GatewayAnswer {
  readonly type: apigateway.ResponseType;
  /** The status; where there is none, API Gateway's own stays. */
  readonly statusCode?: string;
  /** What went wrong, in the words that the ingest function uses for the same. */
  readonly error: string;
  readonly message: string;
  /** Seconds after which the sender is asked to try again. */
  readonly retryAfterSeconds?: number;
}

const unavailable = {
  statusCode: '503',
  error: 'UNAVAILABLE',
  message: 'The request could not be served. Whether it was stored is not known: send it again.',
  retryAfterSeconds: 5,
} as const;

/** For who sends too much, whether the API's throttle or the web ACL's limit says so. */
export const throttled = {
  statusCode: '429',
  error: 'THROTTLED',
  message: 'Too many requests at once. Send it again later.',
  retryAfterSeconds: 5,
} as const;

/** What a sender hears when API Gateway answers by itself. */
const answers: readonly GatewayAnswer[] = [
  {
    // API Gateway's name for a path or method that no route has, and for a request without an IAM signature.
    type: apigateway.ResponseType.MISSING_AUTHENTICATION_TOKEN,
    statusCode: '404',
    error: 'NOT_FOUND',
    message:
      'There is nothing here. Deliveries go to /webhook/{source}; GET /state/{module}/{entity} takes a request signed with IAM credentials.',
  },
  {
    type: apigateway.ResponseType.REQUEST_TOO_LARGE,
    statusCode: '413',
    error: 'BODY_TOO_LARGE',
    message: 'The body is larger than API Gateway takes.',
  },
  {
    type: apigateway.ResponseType.UNSUPPORTED_MEDIA_TYPE,
    statusCode: '415',
    error: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Send application/json.',
  },
  { type: apigateway.ResponseType.THROTTLED, ...throttled },
  {
    type: apigateway.ResponseType.WAF_FILTERED,
    statusCode: '403',
    error: 'BLOCKED',
    message: 'The request was blocked before anybody looked at its signature.',
  },
  { type: apigateway.ResponseType.INTEGRATION_FAILURE, ...unavailable },
  { type: apigateway.ResponseType.INTEGRATION_TIMEOUT, ...unavailable },
  { type: apigateway.ResponseType.DEFAULT_5XX, ...unavailable },
  {
    type: apigateway.ResponseType.DEFAULT_4XX,
    error: 'REQUEST_REFUSED',
    message: 'The request cannot be served as it is.',
  },
];

/** Makes every answer that API Gateway gives by itself a JSON object, `{ error, message, requestId }`. */
export function addGatewayResponses(api: apigateway.RestApi): void {
  for (const { type, statusCode, error, message, retryAfterSeconds } of answers) {
    api.addGatewayResponse(type.responseType, {
      type,
      ...(statusCode !== undefined && { statusCode }),
      ...(retryAfterSeconds !== undefined && {
        responseHeaders: { 'Retry-After': `'${retryAfterSeconds}'` },
      }),
      templates: {
        'application/json': JSON.stringify({ error, message, requestId: '$context.requestId' }),
      },
    });
  }
}
