import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { matchRoute } from '../api/match-route';
import { listenOnLoopback } from '../listen-on-loopback';
import { maxPayloadBytes } from '../lambda/invocation';
import { readBody } from '../read-body';
import { type ControlAnswer, type ControlRequest, type ControlRoute, jsonAnswer } from './control-route';
import { ServiceError } from './service-error';

/** Services of AWS, on one port: those by which a stack looks after itself, or EventBridge. */
export interface ControlServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Requests that came before wait for this. */
  serve(routes: readonly ControlRoute[]): void;
  close(): Promise<void>;
}

/** Starts it on the loopback interface, on any free port. Signatures of requests are not checked. */
export const startControlServer = async (): Promise<ControlServer> => {
  const routes = Promise.withResolvers<readonly ControlRoute[]>();
  const server = createServer((request, response) => {
    // Only a connection that broke ends here; there is nobody left to answer.
    handle(request, response, routes.promise).catch(() => response.destroy());
  });
  const { port, close } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, serve: routes.resolve, close };
};

const handle = async (
  incoming: IncomingMessage,
  response: ServerResponse,
  routes: Promise<readonly ControlRoute[]>,
): Promise<void> => {
  const body = await readBody(incoming, maxPayloadBytes);
  const { statusCode, headers, body: answer } = await answerTo(incoming, body, await routes);
  response.writeHead(statusCode, { 'x-amzn-RequestId': randomUUID(), ...headers });
  response.end(answer);
};

const answerTo = async (
  incoming: IncomingMessage,
  body: Buffer | 'too-large',
  routes: readonly ControlRoute[],
): Promise<ControlAnswer> => {
  const { method = '', url = '/', headers } = incoming;
  const { pathname, searchParams: query } = new URL(url, 'http://local');
  const matched = matchRoute(routes, method, pathname);
  if (matched === undefined) return nothingThere(`${method} ${pathname}`);
  const { route } = matched;
  try {
    if (body === 'too-large') throw tooLarge;
    return await route.answer({ parameters: decoded(matched.parameters), query, headers, body });
  } catch (error) {
    return route.refuse(error instanceof ServiceError ? error : failure);
  }
};

const decoded = (parameters: ControlRequest['parameters']): ControlRequest['parameters'] => {
  try {
    return Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    throw new ServiceError(400, 'ValidationException', 'The path is not percent-encoded text.');
  }
};

const tooLarge = new ServiceError(
  413,
  'RequestTooLargeException',
  `Request must be smaller than ${maxPayloadBytes} bytes.`,
);

const failure = new ServiceError(500, 'ServiceException', 'The local service failed.');

const nothingThere = (request: string): ControlAnswer => {
  const message = `The local runner has no such operation here: ${request}.`;
  const type = 'UnknownOperationException';
  return jsonAnswer(404, { __type: type, message }, { 'x-amzn-ErrorType': type });
};
