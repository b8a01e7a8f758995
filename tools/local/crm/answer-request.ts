import type { IncomingMessage, ServerResponse } from 'node:http';
import { assertNever } from '../../../lambdas/core/assert-never';
import type { Clock } from '../clock';
import { readBody } from '../read-body';
import { type Answer, problem } from './answer';
import { type Faults, type Mishap, mishapOf } from './faults';
import { matchRoute, type Match, type Route } from './router';
import type { Ending, RequestCounts } from './stats';
import type { CrmRequest } from './crm-request';

/** What a request is answered with. */
export interface Answering {
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly counts: RequestCounts;
  readonly clock: Clock;
}

const maxRequestBytes = 64 * 1024;

/** Answers one request, or lets the fault strike that is set for its route. Never rejects. */
export async function answerRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  { routes, faults, counts, clock }: Answering,
): Promise<void> {
  const body = await readBody(incoming, maxRequestBytes).catch(() => undefined);
  // The client went away in the middle of its request.
  if (body === undefined) return;
  const { method = '', url = '', headers } = incoming;
  const [path = ''] = url.split('?', 1);
  const match = matchRoute(routes, method, path);
  if (body === 'too-large') return counts.add(match.name, send(response, tooLarge));
  const fault = match.target && faults.take(match.target);
  const carryOut = (): Answer => carriedOut(match, { headers, body });
  const early = fault?.afterwards ? carryOut() : undefined;
  await pause(clock, fault?.delayMs ?? 0, response);
  const mishap: Mishap = fault ? mishapOf(fault) : { kind: 'usual' };
  counts.add(
    match.name,
    finish(response, mishap, () => early ?? carryOut()),
  );
}

const carriedOut = (match: Match, request: CrmRequest): Answer => {
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

const tooLarge = problem(413, { title: 'Too large', detail: `Send ${maxRequestBytes} bytes at most.` });
const failed = problem(500, { title: 'Failed', detail: 'The local CRM failed.' });
