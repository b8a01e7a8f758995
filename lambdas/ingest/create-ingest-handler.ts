import type { APIGatewayProxyResult } from 'aws-lambda';
import { metricNames, sourceDimension } from '../contract/metrics';
import { defaultEventFormat, type WebhookSource } from '../contract/source-definition';
import { admitRequest, type Refusal } from './admit-request';
import { answerOutcome, answerRefusal, answerUnauthorized, answerUnavailable } from './answer';
import { authenticate } from './authenticate';
import type { IngestConfig } from './config';
import type { AuthenticDelivery } from './delivery';
import { IngestUnavailableError } from './errors';
import type { HttpRequest, HttpResponse } from './http';
import { ingestEvent } from './ingest-event';
import { fromPayloadFormat1 } from './payload-format-1';
import type { IngestDependencies } from './ports';
import { toProxyResult } from './proxy-result';
import { reportOutcome } from './report-outcome';
import { reportUnavailable } from './report-unavailable';
import { withinDeadline } from './within-deadline';

/** The sender waits five seconds; the answer must leave within four. */
const deadlineMs = 3500;

export type IngestRuntime = Pick<
  IngestConfig,
  'sources' | 'maxBodyBytes' | 'manifests' | 'claimRetentionSeconds' | 'platformUrl'
>;

export type IngestHandler = (event: unknown) => Promise<APIGatewayProxyResult>;

/** Makes a request of what invoked the function. */
export type ReadRequest = (event: unknown) => HttpRequest;

/**
 * The handler behind API Gateway, or a function URL. It never throws, and for our own faults it answers 503: to an event
 * that is no request of its format too.
 *
 * @param readRequest of the payload format that the events have; default: of 1.0. The answer is one in either format.
 */
export const createIngestHandler =
  (
    config: IngestRuntime,
    deps: IngestDependencies,
    readRequest: ReadRequest = fromPayloadFormat1,
  ): IngestHandler =>
  async (event) => {
    const reading = tryToRead(event, readRequest);
    if (reading.kind === 'request') return toProxyResult(await answerRequest(reading.request, config, deps));
    reportUnavailable(reading.error, undefined, deps);
    return toProxyResult(finish(answerUnavailable(), {}, deps));
  };

/** The answer to a request, whichever payload format brought it. */
const answerRequest = async (
  request: HttpRequest,
  config: IngestRuntime,
  deps: IngestDependencies,
): Promise<HttpResponse> => {
  const startedMs = deps.clock.now();
  const admission = admitRequest(request, config);
  if (admission.kind === 'refused') {
    return finish(refuse(admission.refusal, deps), {}, deps);
  }
  const source = admission.source.name;
  try {
    const response = await withinDeadline(deps.timer, deadlineMs, (signal) =>
      respond({ request, source: admission.source, receivedMs: startedMs, signal }, config, deps),
    );
    return finish(response, { [sourceDimension]: source }, deps);
  } catch (error) {
    reportUnavailable(error, source, deps);
    return finish(answerUnavailable(), { [sourceDimension]: source }, deps);
  }
};

type Reading =
  | { readonly kind: 'request'; readonly request: HttpRequest }
  | { readonly kind: 'unreadable'; readonly error: IngestUnavailableError };

/** That the function is integrated wrongly is our fault, and no reason for the sender to give up. */
const tryToRead = (event: unknown, readRequest: ReadRequest): Reading => {
  try {
    return { kind: 'request', request: readRequest(event) };
  } catch (error) {
    return { kind: 'unreadable', error: new IngestUnavailableError('request', error) };
  }
};

interface AdmittedRequest {
  readonly request: HttpRequest;
  readonly source: WebhookSource;
  readonly receivedMs: number;
  readonly signal: AbortSignal;
}

const respond = async (
  { request, source, receivedMs, signal }: AdmittedRequest,
  config: IngestRuntime,
  deps: IngestDependencies,
): Promise<HttpResponse> => {
  if (!(await authenticate(request, source, deps))) return answerUnauthorized();
  const { name, format = defaultEventFormat } = source;
  const delivery: AuthenticDelivery = {
    source: name,
    format,
    door: 'webhook',
    rawBody: request.body,
    receivedMs,
    signal,
  };
  const outcome = await ingestEvent(delivery, config, deps);
  reportOutcome(outcome, name, deps);
  return answerOutcome(outcome);
};

const refuse = (refusal: Refusal, { log, metrics }: IngestDependencies): HttpResponse => {
  metrics.count(metricNames.requestRefused);
  if (refusal.code === 'BODY_TOO_LARGE') metrics.count(metricNames.bodyTooLarge);
  log.info('REQUEST_REFUSED', { status: refusal.status, reason: refusal.code });
  return answerRefusal(refusal);
};

const finish = (
  response: HttpResponse,
  dimensions: Readonly<Record<string, string>>,
  { metrics }: IngestDependencies,
): HttpResponse => {
  metrics.flush(dimensions);
  return response;
};
