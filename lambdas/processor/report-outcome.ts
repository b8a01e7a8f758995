import type { OutcomeName } from '../contract/claim-outcome';
import type { LogCode } from '../contract/log-codes';
import { type MetricName, metricNames } from '../contract/metrics';
import { type Entity, groupIdOf } from '../core/entity';
import type { ProcessorDependencies } from './ports';

/** What is told about an event that was processed. `replayed`: it had been dealt with already. */
export type Told = Extract<OutcomeName, 'applied' | 'gap' | 'parked' | 'late' | 'stale'> | 'replayed';

const tellings: Readonly<Record<Told, { readonly code: LogCode; readonly metric: MetricName }>> = {
  applied: { code: 'EVENT_APPLIED', metric: metricNames.eventApplied },
  gap: { code: 'EVENT_GAP', metric: metricNames.eventGap },
  parked: { code: 'EVENT_PARKED', metric: metricNames.eventParked },
  late: { code: 'EVENT_LATE', metric: metricNames.eventLate },
  stale: { code: 'EVENT_STALE', metric: metricNames.eventStale },
  replayed: { code: 'EVENT_REPLAYED', metric: metricNames.eventReplayed },
};

export interface ProcessedEvent {
  readonly module: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly entity?: Entity;
}

/** Logs and counts what became of an event. */
export const reportOutcome = (
  told: Told,
  { module, source, id, type, entity }: ProcessedEvent,
  { log, metrics }: Pick<ProcessorDependencies, 'log' | 'metrics'>,
): void => {
  const { code, metric } = tellings[told];
  metrics.count(metric);
  log.info(code, {
    module,
    source,
    eventId: id,
    eventType: type,
    ...(entity && { entityHash: groupIdOf(entity) }),
  });
};
