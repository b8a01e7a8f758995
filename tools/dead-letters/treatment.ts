import { errorName } from '../../lambdas/core/error-name';
import type { DeadLetter, ModuleQueue } from './dead-letter';
import type { QueueCoverage } from './dead-letter-walk';
import type { HeldMessage } from './held-message';
import type { Refusal } from './target-breakers';

export type SkipReason =
  /** Its event came back into the DLQ while this run was still at work, or is there twice. */
  | 'ALREADY_REDRIVEN'
  /** What its message refers to, its data, is gone: nothing can be done with it but to discard it. */
  | 'DATA_GONE'
  /** It was discarded, but is still there: discard it again. */
  | 'DISCARDED'
  /** Before it in its group stands one that failed; it must not overtake that. */
  | 'BEHIND_FAILED';

/** At which step something failed. Until `delete` the message lies in the DLQ; from then on in the module's queue too. */
export type FailedStep = 'hold' | 'breaker' | 'claim' | 'renew' | 'copy' | 'note' | 'delete';

export type TreatmentResult =
  | { readonly kind: 'done' }
  /** A dry run: it would have been done. */
  | { readonly kind: 'would-be-done' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'failed';
      readonly step: FailedStep;
      readonly errorName: string;
      readonly message: string;
    };

/** A dead letter that matched, and what became of it. */
export interface TreatedLetter {
  readonly letter: DeadLetter;
  readonly result: TreatmentResult;
}

export interface TreatmentReport {
  readonly dryRun: boolean;
  /** `aborted`: by the signal. `limit`: as many were treated as were asked for; there may be more. */
  readonly ended: 'completed' | 'limit' | 'aborted';
  readonly matched: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  /** Modules of which nothing more was treated, because a dependency of theirs is down. */
  readonly refused: readonly Refusal[];
  /** Modules whose DLQ could not be read to its end. */
  readonly brokenOff: readonly BrokenOff[];
  /** Each one that matched, in the order in which they were treated. */
  readonly letters: readonly TreatedLetter[];
  readonly coverage: readonly QueueCoverage[];
}

export interface BrokenOff {
  readonly module: string;
  readonly errorName: string;
  readonly message: string;
}

/** What is done with each dead letter that matches. */
export interface Treatment {
  /** How long messages have to be held for it. */
  readonly holdSeconds: number;
  /** Whether one that failed keeps those behind it in its group from being treated. */
  readonly keepsOrder: boolean;
  /** Asked once for each module, before its DLQ is looked at. */
  readonly refusalOf: (queue: ModuleQueue) => Promise<Refusal | undefined>;
  /** Whether it is to be done at all; a dry run does no more. */
  readonly check: (letter: DeadLetter, message: HeldMessage) => Promise<TreatmentResult | undefined>;
  /** @returns `undefined` when the signal ended it before anything was done */
  readonly treat: (held: HeldLetter) => Promise<TreatmentResult | undefined>;
}

export interface HeldLetter {
  readonly letter: DeadLetter;
  readonly message: HeldMessage;
  readonly queue: ModuleQueue;
  /** Deletes it from the DLQ. */
  readonly remove: () => Promise<void>;
}

export interface RunOptions {
  /** Changes nothing and says what would be done. Default: true. */
  readonly dryRun?: boolean;
  /** Treats so many at most. */
  readonly limit?: number;
  /** Ends the run after what is at work. */
  readonly signal?: AbortSignal;
  /** Told of each as it is treated. */
  readonly onProgress?: (treated: TreatedLetter) => void;
}

/** An error as a report shows it. */
export const described = (error: unknown): { readonly errorName: string; readonly message: string } => ({
  errorName: errorName(error),
  message: error instanceof Error ? error.message : String(error),
});

/** What a step comes to that may fail. */
export const attempt = async (
  step: FailedStep,
  work: () => Promise<TreatmentResult | undefined>,
): Promise<TreatmentResult | undefined> => {
  try {
    return await work();
  } catch (error) {
    return { kind: 'failed', step, ...described(error) };
  }
};
