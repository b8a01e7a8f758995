import { defaultPayloadLimits } from '../../lambdas/contract/payload-limits';
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
import { CircuitBreakers } from '../../lambdas/processor/breaker/circuit-breakers';
import { InMemoryBreakerStore } from '../in-memory/in-memory-breaker-store';
import { InMemoryClaimStore } from '../in-memory/in-memory-claim-store';
import { InMemoryDeadLetterQueue } from '../in-memory/in-memory-dead-letter-queue';
import { InMemoryOnce } from '../in-memory/in-memory-once';
import { InMemoryPayloads } from '../in-memory/in-memory-payloads';
import { InMemoryParkedEvents } from '../in-memory/in-memory-parked-events';
import { InMemorySequenceStore } from '../in-memory/in-memory-sequence-store';
import { InMemorySnapshotStore } from '../in-memory/in-memory-snapshot-store';
import { ManualTimer } from '../in-memory/manual-timer';
import { RecordingLog } from '../in-memory/recording-log';
import { RecordingMetrics } from '../in-memory/recording-metrics';
import { RecordingNotices } from '../in-memory/recording-notices';
import { RecordingVisibility } from '../in-memory/recording-visibility';
import { RecordingVoice } from '../in-memory/recording-voice';
import { SteadyRandomness } from '../in-memory/steady-randomness';

/** Everything a processor can touch, in memory. */
export const processorWorld = (clock: { now(): number }) => {
  const claims = new InMemoryClaimStore();
  const own = {
    clock,
    random: new SteadyRandomness(),
    log: new RecordingLog(),
    metrics: new RecordingMetrics(),
  };
  const breakerStore = new InMemoryBreakerStore();
  const notices = new RecordingNotices();
  const payloads = new InMemoryPayloads();
  return {
    ...own,
    timer: new ManualTimer(),
    voice: new RecordingVoice(),
    breakerStore,
    notices,
    breakers: new CircuitBreakers({ ...own, module: 'any', store: breakerStore, notices }),
    visibility: new RecordingVisibility(),
    snapshots: new InMemorySnapshotStore(),
    sequences: new InMemorySequenceStore(),
    parkedEvents: new InMemoryParkedEvents(),
    once: new InMemoryOnce(clock),
    outcomes: claims,
    failures: claims,
    deadLetters: new InMemoryDeadLetterQueue(),
    claims,
    payloads,
    claimCheck: { limits: defaultPayloadLimits, payloads },
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
