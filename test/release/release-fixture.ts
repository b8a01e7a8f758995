import { instantFromEpochMs } from '../../lambdas/core/instant';
import { createReleaseHandler } from '../../lambdas/release/create-release-handler';
import type { DueEntity } from '../../lambdas/release/ports';
import { InMemoryDueEntities } from '../in-memory/in-memory-due-entities';
import { InMemoryReleaseQueues } from '../in-memory/in-memory-release-queues';
import { RecordingLog } from '../in-memory/recording-log';
import { RecordingMetrics } from '../in-memory/recording-metrics';

export const nowMs = Date.UTC(2023, 9, 27, 14, 30);

/** A call with a parked event that is due so long before (negative: after) `nowMs`. */
export const dueCall = (id: string, dueSinceMs = 1000): DueEntity => ({
  entity: { type: 'call', id },
  dueAt: instantFromEpochMs(nowMs - dueSinceMs),
});

export const dueCalls = (count: number): DueEntity[] =>
  Array.from({ length: count }, (_, index) => dueCall(`c-${index}`, 1000 + count - index));

export interface ReleaseFixture {
  /** Runs the function for a module, `calls` by default. */
  readonly run: (event?: unknown) => Promise<void>;
  readonly due: InMemoryDueEntities;
  readonly queues: InMemoryReleaseQueues;
  readonly log: RecordingLog;
  readonly metrics: RecordingMetrics;
  readonly clock: { nowMs: number };
  /** What the context says, each time it is asked. */
  remainingMs: () => number;
}

export const releaseFixture = (pageSize?: number): ReleaseFixture => {
  const due = new InMemoryDueEntities(pageSize);
  const queues = new InMemoryReleaseQueues();
  const log = new RecordingLog();
  const metrics = new RecordingMetrics();
  const clock = { nowMs };
  const handler = createReleaseHandler(
    { modules: ['calls', 'crm'] },
    { clock: { now: () => clock.nowMs }, log, metrics, dueEntities: due, queues },
  );
  const fixture: ReleaseFixture = {
    run: (event = { module: 'calls' }) =>
      handler(event, { getRemainingTimeInMillis: () => fixture.remainingMs() }),
    due,
    queues,
    log,
    metrics,
    clock,
    remainingMs: () => 50_000,
  };
  return fixture;
};
