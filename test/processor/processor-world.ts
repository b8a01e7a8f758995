import {
  createProcessorHandler,
  type ProcessorHandler,
} from '../../lambdas/processor/create-processor-handler';
import type {
  FeatureModule,
  IndependentModule,
  LatestModule,
  SequenceModule,
} from '../../lambdas/processor/feature-module';
import { latestProcessor } from '../../lambdas/processor/latest/process-snapshot';
import { independentProcessor } from '../../lambdas/processor/none/process-independent';
import type {
  MessageProcessor,
  SequenceDependencies,
  SnapshotDependencies,
} from '../../lambdas/processor/ports';
import { sequenceProcessor } from '../../lambdas/processor/sequence/process-sequenced';
import { InMemoryClaimStore } from '../in-memory/in-memory-claim-store';
import { InMemoryDeadLetterQueue } from '../in-memory/in-memory-dead-letter-queue';
import { InMemoryOnce } from '../in-memory/in-memory-once';
import { InMemoryParkedEvents } from '../in-memory/in-memory-parked-events';
import { InMemorySequenceStore } from '../in-memory/in-memory-sequence-store';
import { InMemorySnapshotStore } from '../in-memory/in-memory-snapshot-store';
import { RecordingLog } from '../in-memory/recording-log';
import { RecordingMetrics } from '../in-memory/recording-metrics';
import { RecordingVoice } from '../in-memory/recording-voice';

/** Everything a processor can touch, in memory. */
export const processorWorld = (clock: { now(): number }) => {
  const claims = new InMemoryClaimStore();
  return {
    clock,
    log: new RecordingLog(),
    metrics: new RecordingMetrics(),
    voice: new RecordingVoice(),
    snapshots: new InMemorySnapshotStore(),
    sequences: new InMemorySequenceStore(),
    parkedEvents: new InMemoryParkedEvents(),
    once: new InMemoryOnce(clock),
    outcomes: claims,
    attempts: claims,
    deadLetters: new InMemoryDeadLetterQueue(),
    claims,
  };
};

export type ProcessorWorld = ReturnType<typeof processorWorld>;

/** The handler of a module, whichever its policy is. */
export const handlerOf = (
  module: FeatureModule,
  deps: SequenceDependencies & SnapshotDependencies,
): ProcessorHandler => createProcessorHandler(module.manifest, processorOf(module, deps), deps);

const processorOf = (
  module: FeatureModule,
  deps: SequenceDependencies & SnapshotDependencies,
): MessageProcessor => {
  if (isSequence(module)) return sequenceProcessor(module, deps);
  return isLatest(module) ? latestProcessor(module, deps) : independentProcessor(module, deps);
};

const isSequence = (module: FeatureModule): module is SequenceModule => module.manifest.policy === 'sequence';

const isLatest = (module: LatestModule | IndependentModule): module is LatestModule =>
  module.manifest.policy === 'latest';
