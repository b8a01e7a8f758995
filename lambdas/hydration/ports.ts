import type { PlatformRecord } from '../core/hydration/with-record';
import type { ClaimCheck } from '../core/claim-check';
import type { Clock } from '../core/ports';
import type { MessageContent } from '../core/queue-message';
import type { OutcomeRecorder } from '../processor/ports';

export { PlatformFailedError, PlatformRateLimitedError, RecordRefusedError } from './errors';
export type { PlatformRecord } from '../core/hydration/with-record';

/** The records of the platform that events are about. */
export interface PlatformRecords {
  /**
   * Fetches a record as it is now.
   *
   * @param path as `resourcePathOf` gives it
   * @throws {RecordRefusedError} when it cannot be had
   * @throws {PlatformFailedError} when it could not be had this time
   * @throws {PlatformRateLimitedError} when the platform may not be asked now
   */
  fetch(path: string, signal: AbortSignal): Promise<PlatformRecord>;
}

export interface OutgoingMessage extends MessageContent {
  readonly groupId: string;
  readonly deduplicationId: string;
}

export interface ModuleQueues {
  /** Sends into the module's FIFO queue. Resolves only when the queue has the message. */
  send(module: string, message: OutgoingMessage, signal: AbortSignal): Promise<void>;
}

export interface QuarantineQueue {
  /** Keeps an encoded quarantine record. Resolves only when the queue has it. */
  keep(message: MessageContent, signal: AbortSignal): Promise<void>;
}

/** What hydration works with beside what every processor has. */
export interface HydrationDependencies {
  readonly clock: Clock;
  readonly records: PlatformRecords;
  readonly queues: ModuleQueues;
  readonly quarantine: QuarantineQueue;
  readonly outcomes: OutcomeRecorder;
  /** Which data is too large for a message, and where it is kept then. */
  readonly claimCheck: ClaimCheck;
}
