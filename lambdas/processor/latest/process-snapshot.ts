import type { OutcomeName } from '../../contract/claim-outcome';
import { instantFromEpochMs } from '../../core/instant';
import { orderKeyOf } from '../../core/route-event';
import type { LatestModule, ModuleEvent } from '../feature-module';
import { entityFor, eventInModule, eventOf } from '../module-entity';
import type { CommitResult, MessageProcessor, SnapshotDependencies } from '../ports';
import { reportOutcome } from '../report-outcome';
import { whileWatched } from '../suspects';

/**
 * Policy `latest`: replaces the entity's state by the event's, then notes the outcome on the claim. A crash in
 * between is healed by the next delivery: the commit says `replayed` and the outcome is noted then.
 *
 * @throws whatever the module or a store throws; nothing was committed then, or it will be recognised.
 */
const processSnapshot = async (
  envelope: ModuleEvent,
  featureModule: LatestModule,
  deps: SnapshotDependencies,
): Promise<void> => {
  const { manifest, whileSame } = featureModule;
  const entity = entityFor(manifest, envelope);
  const at = instantFromEpochMs(deps.clock.now());
  const { kind } = await deps.snapshots.commitSnapshot({
    module: manifest.name,
    entity,
    key: orderKeyOf(manifest, envelope),
    state: featureModule.apply(envelope),
    at,
    ...(whileSame && { whileSame }),
  });
  const { source, id, type } = envelope;
  await deps.outcomes.record({ source, eventId: id, module: manifest.name, outcome: outcomeOf[kind], at });
  reportOutcome(kind, { module: manifest.name, source, id, type, entity }, deps);
};

/** A processor with policy `latest`. */
export const latestProcessor =
  (featureModule: LatestModule, deps: SnapshotDependencies): MessageProcessor =>
  async ({ message, isSuspect }) => {
    const envelope = eventOf(message, featureModule.manifest);
    const event = eventInModule(featureModule.manifest, envelope);
    await whileWatched(isSuspect, { event, failures: deps.failures }, () =>
      processSnapshot(envelope, featureModule, deps),
    );
  };

const outcomeOf: Readonly<Record<CommitResult['kind'], OutcomeName>> = {
  applied: 'applied',
  replayed: 'applied',
  stale: 'stale',
};
