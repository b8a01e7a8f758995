import type { APIGatewayProxyResult } from 'aws-lambda';
import type { LogFields } from '../contract/log-codes';
import { type MetricName, metricNames, sourceDimension } from '../contract/metrics';
import { defaultEventFormat, type WebhookSource } from '../contract/source-definition';
import { errorName } from '../core/error-name';
import { admitRequest, type Refusal } from './admit-request';
import { answerOutcome, answerRefusal, answerUnauthorized, answerUnavailable } from './answer';
import { authenticate } from './authenticate';
import type { IngestConfig } from './config';
import type { AuthenticDelivery } from './delivery';
import { IngestUnavailableError, type IngestStep } from './errors';
import type { HttpRequest, HttpResponse } from './http';
import { ingestEvent } from './ingest-event';
import type { EventName, IngestOutcome } from './ingest-outcome';
import { isThrottled } from './is-throttled';
import { fromPayloadFormat1, toPayloadFormat1 } from './payload-format-1';
import type { IngestDependencies } from './ports';
import { withinDeadline } from './within-deadline';

/** The sender waits five seconds; the answer must leave within four. */
const deadlineMs = 3500;

export type IngestRuntime = Pick<
  IngestConfig,
  'sources' | 'maxBodyBytes' | 'manifests' | 'claimRetentionSeconds'
>;

export type IngestHandler = (event: unknown) => Promise<APIGatewayProxyResult>;

/**
 * The handler behind API Gateway's payload format 1.0. It never throws for what a sender did, and for our own
 * faults it answers 503.
 */
export const createIngestHandler =
  (config: IngestRuntime, deps: IngestDependencies): IngestHandler =>
  async (event) => {
    const startedMs = deps.clock.now();
    const request = fromPayloadFormat1(event);
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
      return finish(unavailable(error, source, deps), { [sourceDimension]: source }, deps);
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
  report(outcome, name, deps);
  return answerOutcome(outcome);
};

const report = (outcome: IngestOutcome, source: string, { log, metrics }: IngestDependencies): void => {
  switch (outcome.kind) {
    case 'accepted':
      metrics.count(metricNames.eventAccepted);
      return log.info('EVENT_ACCEPTED', { ...namesOf(outcome.event, source), modules: outcome.modules });
    case 'duplicate':
      metrics.count(metricNames.eventDuplicate);
      return log.info('EVENT_DUPLICATE', { ...namesOf(outcome.event, source), modules: outcome.resentTo });
    case 'ignored':
      metrics.count(metricNames.eventIgnored);
      return log.info('EVENT_IGNORED', {
        ...namesOf(outcome.event, source),
        ...(outcome.reason !== undefined && { reason: outcome.reason }),
      });
    case 'quarantined':
      return undefined;
  }
};

const namesOf = ({ id, type }: EventName, source: string): LogFields => ({
  source,
  eventId: id,
  eventType: type,
});

const refuse = (refusal: Refusal, { log, metrics }: IngestDependencies): HttpResponse => {
  metrics.count(metricNames.requestRefused);
  if (refusal.code === 'BODY_TOO_LARGE') metrics.count(metricNames.bodyTooLarge);
  log.info('REQUEST_REFUSED', { status: refusal.status, reason: refusal.code });
  return answerRefusal(refusal);
};

/** What tells the steps apart that a service of ours can throttle. */
const throttledMetrics: Readonly<Partial<Record<IngestStep, MetricName>>> = {
  claim: metricNames.claimThrottled,
  send: metricNames.sendThrottled,
  quarantine: metricNames.sendThrottled,
};

const unavailable = (error: unknown, source: string, { log, metrics }: IngestDependencies): HttpResponse => {
  metrics.count(metricNames.ingestUnavailable);
  const known = error instanceof IngestUnavailableError;
  const cause = known ? (error.cause ?? error) : error;
  const throttled = known && isThrottled(cause) ? throttledMetrics[error.step] : undefined;
  if (throttled) metrics.count(throttled);
  log.error('INGEST_UNAVAILABLE', {
    source,
    step: known ? error.step : 'unknown',
    errorName: errorName(cause),
  });
  return answerUnavailable();
};

const finish = (
  response: HttpResponse,
  dimensions: Readonly<Record<string, string>>,
  { metrics }: IngestDependencies,
): APIGatewayProxyResult => {
  metrics.flush(dimensions);
  return toPayloadFormat1(response);
};
