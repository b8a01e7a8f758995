import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ApiKind } from '../../../lambdas/contract/api-kind';
import type { StackModel } from '../model';
import { type GatewayError, gatewayResponse } from './gateway-response';
import { httpApiEvent } from './http-api-event';
import { httpApiRefusal, httpApiResponseOf } from './http-api-response';
import type { HttpRequest } from './http-request';
import type { MatchedRoute } from './match-route';
import { proxyEvent } from './proxy-event';
import { type HttpResponse, httpResponseOf } from './proxy-response';

/** In payload format 1.0 or 2.0. */
export type GatewayEvent = APIGatewayProxyEvent | APIGatewayProxyEventV2;

export interface Passing {
  readonly request: HttpRequest;
  readonly body: Buffer;
  readonly matched: MatchedRoute;
  /** The path that was matched. */
  readonly path: string;
  /** Access key that the request is signed with; absent where no signature is asked for. */
  readonly caller?: string;
  readonly model: Pick<StackModel, 'binaryMediaTypes'>;
  readonly stage: string;
  readonly accountId: string;
}

export interface Refused {
  readonly error: GatewayError;
  /** Default: the error's own. */
  readonly message?: string;
  readonly request: HttpRequest;
  readonly model: Pick<StackModel, 'gatewayResponses'>;
  readonly stage: string;
}

/** What API Gateway's kinds of API do each in their own way. */
export interface Gateway {
  /** How long it waits for a function, unless the route says otherwise. */
  readonly defaultTimeoutMs: number;
  /** The path that routes are compared with. */
  readonly pathOf: (request: HttpRequest) => string;
  /** What a function is handed. */
  readonly event: (passing: Passing) => GatewayEvent;
  readonly response: (payload: unknown, requestId: string) => HttpResponse | 'malformed';
  /** What it answers by itself. */
  readonly refusal: (refused: Refused) => HttpResponse;
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

export const gateways: Readonly<Record<ApiKind, Gateway>> = {
  rest: {
    defaultTimeoutMs: 29_000,
    pathOf: ({ path }) => path,
    event: ({ model: { binaryMediaTypes }, ...passing }) => proxyEvent({ ...passing, binaryMediaTypes }),
    response: httpResponseOf,
    refusal: ({ model, ...refused }) => gatewayResponse({ ...refused, definitions: model.gatewayResponses }),
  },
  http: {
    defaultTimeoutMs: 30_000,
    pathOf: ({ path }) => decoded(path),
    event: httpApiEvent,
    response: httpApiResponseOf,
    refusal: ({ error, request }) => httpApiRefusal(error, request.requestId),
  },
};
