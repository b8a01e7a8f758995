import type { DependenciesByPolicy } from '../../lambdas/processor/message-processor';
import type { SequenceDependencies, SnapshotDependencies } from '../../lambdas/processor/ports';
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
    once: new InMemoryOnce(),
    outcomes: claims,
    attempts: claims,
    deadLetters: new InMemoryDeadLetterQueue(),
    claims,
  };
};

export type ProcessorWorld = ReturnType<typeof processorWorld>;

/** The same for every policy. */
export const forEveryPolicy = (deps: SequenceDependencies & SnapshotDependencies): DependenciesByPolicy => ({
  latest: () => deps,
  sequence: () => deps,
  none: () => deps,
});
