import { type MetricName, metricNames } from '../contract/metrics';
import { errorName } from '../core/error-name';
import { IngestUnavailableError, type IngestStep } from './errors';
import { isThrottled } from './is-throttled';
import type { AcceptDependencies } from './ports';

/** What tells the steps apart that a service of ours can throttle. */
const throttledMetrics: Readonly<Partial<Record<IngestStep, MetricName>>> = {
  claim: metricNames.claimThrottled,
  send: metricNames.sendThrottled,
  quarantine: metricNames.sendThrottled,
};

/** Counts and logs that a delivery could not be stored. `source`: `undefined` where that cannot even be told. */
export const reportUnavailable = (
  error: unknown,
  source: string | undefined,
  { log, metrics }: Pick<AcceptDependencies, 'log' | 'metrics'>,
): void => {
  metrics.count(metricNames.ingestUnavailable);
  const known = error instanceof IngestUnavailableError;
  const cause = known ? (error.cause ?? error) : error;
  const throttled = known && isThrottled(cause) ? throttledMetrics[error.step] : undefined;
  if (throttled) metrics.count(throttled);
  if (known && error.step === 'secrets') metrics.count(metricNames.secretUnavailable);
  log.error('INGEST_UNAVAILABLE', {
    ...(source !== undefined && { source }),
    step: known ? error.step : 'unknown',
    errorName: errorName(cause),
  });
};
