import type { IncomingMessage, ServerResponse } from 'node:http';
import { assertNever } from '../../../lambdas/core/assert-never';
import type { Clock } from '../clock';
import { readBody } from '../read-body';
import { type Answer, problem } from './answer';
import { type Faults, type Mishap, mishapOf } from './faults';
import type { Ending, RequestCounts } from './request-counts';
import { matchRoute, type Match, type Route } from './router';
import type { StandInRequest } from './stand-in-request';

/** What a request is answered with. */
export interface Answering {
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly counts: RequestCounts;
  readonly clock: Clock;
  /** Longest request body. Default 64 KiB. */
  readonly maxRequestBytes?: number;
}

/** Answers one request, or lets the fault strike that is set for its route. Never rejects. */
export async function answerRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  { routes, faults, counts, clock, maxRequestBytes = 64 * 1024 }: Answering,
): Promise<void> {
  const body = await readBody(incoming, maxRequestBytes).catch(() => undefined);
  // The client went away in the middle of its request.
  if (body === undefined) return;
  const { method = '', url = '', headers } = incoming;
  const [path = ''] = url.split('?', 1);
  const match = matchRoute(routes, method, path);
  if (match.target !== undefined) response.once('close', counts.begin(match.target));
  if (body === 'too-large') return counts.add(match.name, send(response, tooLarge(maxRequestBytes)));
  const fault = match.target === undefined ? undefined : faults.take(match.target);
  const carryOut = (): Answer => carriedOut(match, { headers, body });
  const early = fault?.afterwards ? carryOut() : undefined;
  await pause(clock, fault?.delayMs ?? 0, response);
  const mishap: Mishap = fault ? mishapOf(fault) : { kind: 'usual' };
  counts.add(
    match.name,
    finish(response, mishap, () => early ?? carryOut()),
  );
}

const carriedOut = (match: Match, request: StandInRequest): Answer => {
  try {
    return match.handle(request);
  } catch {
    return failed;
  }
};

/** Ends early when the client goes away. */
const pause = async (clock: Clock, delayMs: number, response: ServerResponse): Promise<void> => {
  if (delayMs === 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.schedule(delayMs, resolve);
  response.once('close', resolve);
  await promise;
  cancel();
};

/** Gives how the request ended. */
function finish(response: ServerResponse, mishap: Mishap, usualAnswer: () => Answer): Ending {
  if (response.destroyed) return 'silence';
  switch (mishap.kind) {
    case 'usual':
      return send(response, usualAnswer());
    case 'answer':
      return send(response, mishap.answer);
    case 'raw':
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(mishap.body);
      return 200;
    case 'silence':
      return 'silence';
    case 'half':
      return sendHalf(response, usualAnswer());
    case 'cut':
      response.destroy();
      return 'cut';
    default:
      return assertNever(mishap);
  }
}

function send(response: ServerResponse, { status, headers, body }: Answer): number {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
  return status;
}

/** All headers and half of the body; then the connection is cut. */
function sendHalf(response: ServerResponse, { status, headers, body = null }: Answer): Ending {
  const bytes = Buffer.from(JSON.stringify(body));
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  response.writeHead(status, {
    'Content-Type': 'application/json',
    ...headers,
    'Content-Length': String(bytes.length),
  });
  response.write(half, () => response.destroy());
  return 'cut';
}

const tooLarge = (maxBytes: number): Answer =>
  problem(413, { title: 'Too large', detail: `Send ${maxBytes} bytes at most.` });
const failed = problem(500, { title: 'Failed', detail: 'The stand-in failed.' });
