import type { LogFields } from '../contract/log-codes';
import { metricNames } from '../contract/metrics';
import { assertNever } from '../core/assert-never';
import type { EventName, IngestOutcome } from './ingest-outcome';
import type { AcceptDependencies } from './ports';

/** Counts and logs what became of an authentic delivery. What was quarantined has been told already. */
export const reportOutcome = (
  outcome: IngestOutcome,
  source: string,
  { log, metrics }: Pick<AcceptDependencies, 'log' | 'metrics'>,
): void => {
  switch (outcome.kind) {
    case 'accepted':
      metrics.count(metricNames.eventAccepted);
      return log.info('EVENT_ACCEPTED', { ...namesOf(outcome.event, source), modules: outcome.modules });
    case 'duplicate':
      metrics.count(metricNames.eventDuplicate);
      return log.info('EVENT_DUPLICATE', { ...namesOf(outcome.event, source), modules: outcome.resentTo });
    case 'ignored':
      metrics.count(metricNames.eventIgnored);
      if (outcome.reason === 'UNKNOWN_TOPIC') metrics.count(metricNames.topicUnknown);
      return log.info('EVENT_IGNORED', {
        ...namesOf(outcome.event, source),
        ...(outcome.reason !== undefined && { reason: outcome.reason }),
      });
    case 'quarantined':
      return undefined;
    default:
      return assertNever(outcome);
  }
};

const namesOf = ({ id, type }: EventName, source: string): LogFields => ({
  source,
  eventId: id,
  eventType: type,
});
