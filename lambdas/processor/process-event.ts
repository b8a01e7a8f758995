import type { OutcomeName } from '../contract/claim-outcome';
import { metricNames } from '../contract/metrics';
import type { Envelope } from '../core/envelope';
import { instantFromEpochMs } from '../core/instant';
import { type Entity, groupIdOf } from '../core/entity';
import { entityOf, orderKeyOf } from '../core/route-event';
import type { LatestModule } from './feature-module';
import type { CommitResult, ProcessorDependencies } from './ports';

/** An event reached a module that does not know what to do with it. */
export class MisroutedEventError extends Error {
  override readonly name = 'MisroutedEventError';
}

/**
 * Applies an event to its entity, then notes the outcome on the claim. A crash in between is healed by the next
 * delivery: the commit says `replayed` and the outcome is noted then.
 *
 * @throws whatever the module or a store throws; nothing was committed then, or it will be recognised.
 */
export const processEvent = async (
  envelope: Envelope,
  featureModule: LatestModule,
  deps: ProcessorDependencies,
): Promise<void> => {
  const { manifest } = featureModule;
  const entity = entityFor(envelope, featureModule);
  const at = instantFromEpochMs(deps.clock.now());
  const { kind } = await deps.entities.commitSnapshot({
    module: manifest.name,
    entity,
    key: orderKeyOf(manifest, envelope),
    state: featureModule.apply(envelope),
    at,
  });
  const { source, id: eventId } = envelope;
  await deps.outcomes.record({ source, eventId, module: manifest.name, outcome: outcomeOf[kind], at });
  report(kind, { envelope, entity, module: manifest.name }, deps);
};

const outcomeOf: Record<CommitResult['kind'], OutcomeName> = {
  applied: 'applied',
  replayed: 'applied',
  stale: 'stale',
};

const entityFor = (envelope: Envelope, { manifest }: LatestModule): Entity => {
  if (!manifest.types.includes(envelope.type)) {
    throw new MisroutedEventError(`Module ${manifest.name} does not list this event's type.`);
  }
  const entity = entityOf(manifest.entity, envelope);
  if (!entity)
    throw new MisroutedEventError(`Module ${manifest.name} finds no ${manifest.entity.type} in it.`);
  return entity;
};

interface Processed {
  readonly envelope: Envelope;
  readonly entity: Entity;
  readonly module: string;
}

const reportOf = {
  applied: { code: 'EVENT_APPLIED', metric: metricNames.eventApplied },
  replayed: { code: 'EVENT_REPLAYED', metric: metricNames.eventReplayed },
  stale: { code: 'EVENT_STALE', metric: metricNames.eventStale },
} as const;

const report = (
  kind: CommitResult['kind'],
  { envelope, entity, module }: Processed,
  { log, metrics }: ProcessorDependencies,
): void => {
  const { code, metric } = reportOf[kind];
  metrics.count(metric);
  log.info(code, {
    module,
    source: envelope.source,
    eventId: envelope.id,
    eventType: envelope.type,
    entityHash: groupIdOf(entity),
  });
};
