import { instantFromEpochMs } from '../../core/instant';
import type { IndependentModule, ModuleEvent } from '../feature-module';
import { checkType, eventInModule, eventOf } from '../module-entity';
import { idempotencyKeyOf, runEffect } from '../module-context';
import type { IndependentDependencies, Invocation, MessageProcessor } from '../ports';
import { reportOutcome } from '../report-outcome';
import { whileWatched } from '../suspects';

/**
 * Policy `none`: hands the event to the module until that has succeeded once, then notes the outcome on the claim.
 *
 * @throws whatever the module or a store throws; the event is tried again then.
 */
const processIndependent = async (
  { envelope, invocation }: { readonly envelope: ModuleEvent; readonly invocation: Invocation },
  featureModule: IndependentModule,
  deps: IndependentDependencies,
): Promise<void> => {
  const { manifest } = featureModule;
  checkType(manifest, envelope);
  const place = { gap: false, late: false };
  const key = idempotencyKeyOf(manifest.name, envelope);
  const handle = (): Promise<void> =>
    runEffect({ manifest, event: envelope, place, invocation }, deps, (context) =>
      featureModule.handle(envelope, context),
    );
  const { isRepeated } = await deps.once.run(key, handle, invocation);
  const { source, id, type } = envelope;
  const at = instantFromEpochMs(deps.clock.now());
  await deps.outcomes.record({ source, eventId: id, module: manifest.name, outcome: 'applied', at });
  reportOutcome(isRepeated ? 'replayed' : 'applied', { module: manifest.name, source, id, type }, deps);
};

/** A processor with policy `none`. */
export const independentProcessor =
  (featureModule: IndependentModule, deps: IndependentDependencies): MessageProcessor =>
  async ({ message, invocation, isSuspect }) => {
    const envelope = eventOf(message, featureModule.manifest);
    const event = eventInModule(featureModule.manifest, envelope);
    await whileWatched(isSuspect, { event, failures: deps.failures }, () =>
      processIndependent({ envelope, invocation }, featureModule, deps),
    );
  };
