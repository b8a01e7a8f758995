import { MisroutedEventError } from './errors';
import type { FeatureModule, IndependentModule, LatestModule, SequenceModule } from './feature-module';
import type {
  Delivery,
  IndependentDependencies,
  ProcessorDependencies,
  SequenceDependencies,
  SnapshotDependencies,
} from './ports';
import { processIndependent } from './process-independent';
import { processSnapshot } from './process-snapshot';
import type { QueueMessage } from './queue-record';
import { processSequenced } from './sequenced/process-sequenced';

/** @throws what the message failed with; it is to be tried again then, or given up. */
export type MessageProcessor = (delivery: Delivery) => Promise<void>;

/** Makes what the processors of the three policies work with; only the one that is needed is made. */
export interface DependenciesByPolicy {
  latest(): SnapshotDependencies;
  sequence(): SequenceDependencies;
  none(): IndependentDependencies;
}

/** A module's policy at work. */
export interface PolicyProcessor {
  readonly deps: ProcessorDependencies;
  readonly process: MessageProcessor;
}

/** How a module's policy processes a message. */
export const policyProcessor = (
  featureModule: FeatureModule,
  dependencies: DependenciesByPolicy,
): PolicyProcessor => {
  if (isSequence(featureModule)) {
    const deps = dependencies.sequence();
    return {
      deps,
      process: (delivery) => processSequenced(delivery, featureModule, deps),
    };
  }
  if (isLatest(featureModule)) {
    const deps = dependencies.latest();
    return {
      deps,
      process: async ({ message }) => processSnapshot(eventOf(message, featureModule), featureModule, deps),
    };
  }
  const deps = dependencies.none();
  return {
    deps,
    process: async ({ message, invocation }) =>
      processIndependent({ envelope: eventOf(message, featureModule), invocation }, featureModule, deps),
  };
};

const isSequence = (featureModule: FeatureModule): featureModule is SequenceModule =>
  featureModule.manifest.policy === 'sequence';

const isLatest = (featureModule: LatestModule | IndependentModule): featureModule is LatestModule =>
  featureModule.manifest.policy === 'latest';

const eventOf = (message: QueueMessage, { manifest }: LatestModule | IndependentModule) => {
  if (message.kind === 'event') return message.envelope;
  throw new MisroutedEventError(`Module ${manifest.name} parks nothing to release.`);
};
