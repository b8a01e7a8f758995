import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Credentials } from '../aws-access';
import { type Clock, systemClock } from '../clock';
import { type InvocationFailure, type InvocationOutcome, requestTooLarge } from '../lambda/invocation';
import { listenOnLoopback } from '../listen-on-loopback';
import type { StackModel } from '../model';
import { readBody } from '../read-body';
import type { GatewayError } from './gateway-response';
import { type Gateway, type GatewayEvent, gateways } from './gateways';
import { type HttpRequest, httpRequestOf } from './http-request';
import { type MatchedRoute, matchRoute } from './match-route';
import type { HttpResponse } from './proxy-response';
import type { Throttle } from './throttle';
import { verifySignature } from './verify-signature';

/** A request has been answered. */
export interface RequestEvent {
  readonly kind: 'request';
  readonly method: string;
  readonly path: string;
  readonly statusCode: number;
  /** Set when API Gateway answered by itself. */
  readonly gatewayError?: GatewayError;
  /** What was wrong with this very request; set where the error alone does not say it. */
  readonly gatewayMessage?: string;
  /** Set when the function was invoked. */
  readonly outcome?: InvocationOutcome;
}

/** What an API serves. */
export interface ApiDefinition {
  readonly model: Pick<StackModel, 'apiKind' | 'routes' | 'binaryMediaTypes' | 'gatewayResponses'>;
  readonly invoke: (functionLogicalId: string, event: GatewayEvent) => Promise<InvocationOutcome>;
  readonly stage: string;
  readonly accountId: string;
  readonly region: string;
  /** With which requests to IAM-authorised routes are to be signed. */
  readonly credentials: Credentials;
  /** Default: every request may pass. */
  readonly throttle?: Pick<Throttle, 'admits'>;
}

export interface ApiServerOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default: real time. */
  readonly clock?: Clock;
  readonly onRequest?: (event: RequestEvent) => void;
}

export interface ApiServer {
  /** Without a trailing slash. */
  readonly url: string;
  /** Requests that came before wait for this. */
  readonly serve: (definition: ApiDefinition) => void;
  readonly close: () => Promise<void>;
}

/** API Gateway: largest body that it passes on. */
const maxBodyBytes = 10_485_760;

interface AdmittedRequest {
  readonly request: HttpRequest;
  readonly body: Buffer;
  readonly matched: MatchedRoute;
  /** As it was matched. */
  readonly path: string;
  /** Access key that the request is signed with; absent where no signature is asked for. */
  readonly caller?: string;
}

type Refuse = (error: GatewayError, message?: string) => Answer;

interface Answer {
  readonly response: HttpResponse;
  readonly gatewayError?: GatewayError;
  readonly gatewayMessage?: string;
  readonly outcome?: InvocationOutcome;
}

const write = (to: ServerResponse, { statusCode, headers, body }: HttpResponse): void => {
  for (const [name, value] of headers) to.appendHeader(name, value);
  to.statusCode = statusCode;
  to.end(body);
};

class ApiFront {
  readonly #options: ApiServerOptions;
  readonly #clock: Clock;
  readonly #definition = Promise.withResolvers<ApiDefinition>();

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  serve(definition: ApiDefinition): void {
    this.#definition.resolve(definition);
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = httpRequestOf(incoming, this.#clock.now());
    const body = await readBody(incoming, maxBodyBytes);
    const { response, ...rest } = await this.#answer(request, body, await this.#definition.promise);
    const { method, path } = request;
    this.#options.onRequest?.({ kind: 'request', method, path, statusCode: response.statusCode, ...rest });
    write(outgoing, response);
  }

  async #answer(
    request: HttpRequest,
    body: Buffer | 'too-large',
    definition: ApiDefinition,
  ): Promise<Answer> {
    const refuse: Refuse = (error, message) => refusal({ error, message }, request, definition);
    const path = gatewayOf(definition).pathOf(request);
    const matched = matchRoute(definition.model.routes, request.method, path);
    if (matched === undefined) return refuse('ROUTE_NOT_FOUND');
    if (definition.throttle?.admits(matched.route) === false) return refuse('THROTTLED');
    if (body === 'too-large') return refuse('REQUEST_TOO_LARGE');
    const incoming = { request, body, matched, path };
    if (matched.route.authorization === undefined) return this.#invoke(incoming, definition, refuse);
    const check = await verifySignature({ ...incoming, ...definition });
    return check.verdict === 'valid'
      ? this.#invoke({ ...incoming, caller: check.accessKeyId }, definition, refuse)
      : refuse(check.fault, check.message);
  }

  async #invoke(incoming: AdmittedRequest, definition: ApiDefinition, refuse: Refuse): Promise<Answer> {
    const { request, matched } = incoming;
    const { stage, accountId, model, invoke } = definition;
    const gateway = gatewayOf(definition);
    const event = gateway.event({ ...incoming, stage, accountId, model });
    const { functionLogicalId, timeoutMs = gateway.defaultTimeoutMs } = matched.route;
    const outcome = await this.#within(timeoutMs, invoke(functionLogicalId, event));
    if (outcome === 'too-late') return refuse('INTEGRATION_TIMEOUT');
    if (outcome.status !== 'succeeded') return { ...refuse(failureOf(outcome)), outcome };
    const response = gateway.response(outcome.payload, request.requestId);
    if (response === 'malformed') return { ...refuse('API_CONFIGURATION_ERROR'), outcome };
    return { response, outcome };
  }

  #within(
    timeoutMs: number,
    invocation: Promise<InvocationOutcome>,
  ): Promise<InvocationOutcome | 'too-late'> {
    const { promise, resolve } = Promise.withResolvers<'too-late'>();
    const cancel = this.#clock.schedule(timeoutMs, () => resolve('too-late'));
    return Promise.race([promise, invocation]).finally(cancel);
  }
}

/** Lambda takes less than API Gateway (6 MB, base64 included), which API Gateway answers as its own limit. */
const failureOf = (outcome: InvocationFailure): GatewayError =>
  outcome.status === 'failed' && outcome.error.errorType === requestTooLarge
    ? 'REQUEST_TOO_LARGE'
    : 'INTEGRATION_FAILURE';

const refusal = (
  { error, message }: { readonly error: GatewayError; readonly message?: string | undefined },
  request: HttpRequest,
  definition: ApiDefinition,
): Answer => {
  const { model, stage } = definition;
  const common = { error, request, stage, model };
  const gateway = gatewayOf(definition);
  if (message === undefined) return { response: gateway.refusal(common), gatewayError: error };
  return { response: gateway.refusal({ ...common, message }), gatewayError: error, gatewayMessage: message };
};

const gatewayOf = ({ model: { apiKind = 'rest' } }: ApiDefinition): Gateway => gateways[apiKind];

/**
 * Listens on 127.0.0.1 and, once `serve` has told what, serves it as API Gateway does: a REST API, or an HTTP API.
 * Throws `PortInUseError`.
 */
export const startApiServer = async (options: ApiServerOptions = {}): Promise<ApiServer> => {
  const front = new ApiFront(options);
  const server = createServer((incoming, outgoing) => {
    // Only a connection that broke ends here; there is nobody left to answer.
    front.handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const { port, close } = await listenOnLoopback(server, options.port);
  return { url: `http://127.0.0.1:${port}`, serve: (definition) => front.serve(definition), close };
};
