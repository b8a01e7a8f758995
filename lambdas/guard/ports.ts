import type { SQSRecord } from 'aws-lambda';
import type { GuardedModule } from '../contract/guarded-module';
import type { Probe, probeField } from '../contract/probe';
import type { BreakerStore } from '../core/breaker/breaker-store';
import type { Instant } from '../core/instant';
import type { Clock, Log, Metrics, Randomness } from '../core/ports';

/** Whether a module's function is fed from its queue. `changing`: created, updated or deleted at this moment. */
export type MappingState = 'enabled' | 'enabling' | 'disabled' | 'disabling' | 'changing';

/** The event source mappings between the modules' queues and functions. */
export interface Mappings {
  stateOf(mappingId: string): Promise<MappingState>;
  /**
   * Has a mapping enabled or disabled, which takes a while after the call.
   *
   * @returns `busy` when it cannot be changed now, because another change of it is not done
   */
  setEnabled(mappingId: string, isEnabled: boolean): Promise<'accepted' | 'busy'>;
}

/** What is written down of a module before it is paused. */
export interface PauseNote {
  readonly module: string;
  /** Those that were down. */
  readonly dependencies: readonly string[];
  readonly pausedAt: Instant;
}

/** A note as it was found. `pausedAt` is `undefined` where it cannot be read; a note is one whatever it holds. */
export interface FoundNote {
  readonly module: string;
  readonly pausedAt: Instant | undefined;
}

/** The notes on the modules that the guard has paused, one per module. */
export interface PauseNotes {
  /** By module, as the last write left them; a module without a note is not in it. */
  find(modules: readonly string[]): Promise<ReadonlyMap<string, FoundNote>>;
  /** Replaces the module's note. */
  write(note: PauseNote): Promise<void>;
  /** Removes a note, unless it was replaced since it was found. */
  remove(note: FoundNote): Promise<void>;
}

/** The queues of the modules. */
export interface ModuleQueues {
  /**
   * Takes one message, which nobody else gets before the queue's visibility timeout ends.
   *
   * @returns the message as Lambda's SQS event source hands it over; `undefined` when there is none to be had
   */
  receive(queue: Pick<GuardedModule, 'queueUrl' | 'queueArn'>): Promise<SQSRecord | undefined>;
  /** Deletes a message that was received. */
  confirm(queueUrl: string, receiptHandle: string): Promise<void>;
  /** Whether it holds messages, in flight or not. */
  hasMessages(queueUrl: string): Promise<boolean>;
}

/** One message for a processor, and the probe that goes with it. */
export interface ProbeEvent {
  readonly Records: readonly [SQSRecord];
  readonly [probeField]: Probe;
}

/**
 * What became of an invocation.
 *
 * - `answered`: the function's answer, as it is
 * - `crashed`: the function was ended by an error, or by its timeout
 * - `refused`: it was not invoked
 * - `unanswered`: nobody knows; it may still run
 */
export type Invocation =
  | { readonly kind: 'answered'; readonly answer: unknown }
  | { readonly kind: 'crashed' }
  | { readonly kind: 'refused' | 'unanswered'; readonly errorName: string };

/** The modules' processors. */
export interface ModuleFunctions {
  /** Invokes one, at most once, and waits for its answer, at most so long. Does not reject. */
  invoke(functionName: string, event: ProbeEvent, waitMs: number): Promise<Invocation>;
}

export interface GuardDependencies {
  readonly clock: Clock;
  readonly randomness: Pick<Randomness, 'id'>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly breakers: BreakerStore;
  readonly mappings: Mappings;
  readonly notes: PauseNotes;
  readonly queues: ModuleQueues;
  readonly functions: ModuleFunctions;
}
