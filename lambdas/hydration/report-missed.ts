import type { ModuleContext } from '../processor/feature-module';
import type { RecordError, RecordProblem } from './errors';
import type { hydration } from './manifest';

type LogCode = (typeof hydration.logCodes)[number];
type Metric = (typeof hydration.metrics)[number];

/** How an operator sees each way of missing a record. */
const signs = {
  'not-found': { code: 'RECORD_NOT_FOUND', metric: 'RecordNotFound' },
  forbidden: { code: 'RECORD_FORBIDDEN', metric: 'HydrationForbidden' },
  rejected: { code: 'RECORD_REJECTED', metric: 'RecordRejected' },
  'too-large': { code: 'RECORD_TOO_LARGE', metric: 'RecordTooLarge' },
  unavailable: { code: 'PLATFORM_UNAVAILABLE', metric: 'PlatformUnavailable' },
  'rate-limited': { code: 'PLATFORM_RATE_LIMITED', metric: 'PlatformRateLimited' },
  unauthorized: { code: 'PLATFORM_UNAUTHORIZED', metric: 'PlatformUnauthorized' },
  'unusable-answer': { code: 'PLATFORM_ANSWER_UNUSABLE', metric: 'PlatformAnswerUnusable' },
} as const satisfies Record<RecordProblem, { code: LogCode; metric: Metric }>;

/** Tells that a record was not had, and why. */
export const reportMissed = (
  { problem }: Pick<RecordError, 'problem'>,
  { log, metrics }: Pick<ModuleContext, 'log' | 'metrics'>,
): void => {
  const { code, metric } = signs[problem];
  log.warn(code);
  metrics.count(metric);
};
