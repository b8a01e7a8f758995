import * as z from 'zod/mini';
import type { LogFields } from '../contract/log-codes';
import { metricNames, moduleDimension } from '../contract/metrics';
import type { RemainingTime } from '../core/ports';
import type { ReleaseConfig } from './config';
import { ReleaseIncompleteError, UnknownModuleError } from './errors';
import type { ReleaseDependencies } from './ports';
import type { ReleaseSummary } from './release-summary';
import { sendDueReleases } from './send-due-releases';

/** With less than this, nothing new is begun: one call may take all its attempts. */
const reserveMs = 5000;

export type ReleaseHandler = (event: unknown, context: RemainingTime) => Promise<void>;

const eventSchema = z.object({ module: z.string() });

/**
 * The handler behind the schedule, invoked with `{"module":"…"}`. It never writes to the table: the messages are
 * hints, and what is due, the table says.
 */
export const createReleaseHandler =
  (config: Pick<ReleaseConfig, 'modules'>, deps: ReleaseDependencies): ReleaseHandler =>
  async (event, context) => {
    const nowMs = deps.clock.now();
    const module = moduleOf(event, config.modules);
    const hasTime = (): boolean => context.getRemainingTimeInMillis() >= reserveMs;
    const summary = await sendDueReleases({ module, nowMs, hasTime }, deps);
    report({ module, summary, durationMs: deps.clock.now() - nowMs }, deps);
    if (isIncomplete(summary)) throw new ReleaseIncompleteError(module, summary);
  };

/** @throws {UnknownModuleError} */
const moduleOf = (event: unknown, modules: readonly string[]): string => {
  const parsed = eventSchema.safeParse(event);
  if (parsed.success && modules.includes(parsed.data.module)) return parsed.data.module;
  throw new UnknownModuleError(JSON.stringify(event) ?? 'nothing', modules);
};

interface Run {
  readonly module: string;
  readonly summary: ReleaseSummary;
  readonly durationMs: number;
}

const report = ({ module, summary, durationMs }: Run, { log, metrics }: ReleaseDependencies): void => {
  if (summary.sent > 0) metrics.count(metricNames.releaseSent, summary.sent);
  metrics.flush({ [moduleDimension]: module });
  const fields: LogFields = { module, count: summary.sent, durationMs };
  if (isIncomplete(summary)) {
    return log.error('RELEASES_SENT', { ...fields, reason: 'INCOMPLETE', ...summary.firstFailure });
  }
  if (summary.timeUp) return log.warn('RELEASES_SENT', { ...fields, reason: 'TIME_UP' });
  return log.info('RELEASES_SENT', fields);
};

const isIncomplete = ({ failed, unreadShards }: ReleaseSummary): boolean => failed + unreadShards > 0;
