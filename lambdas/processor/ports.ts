import type { OutcomeName } from '../contract/claim-outcome';
import type { Entity } from '../core/entity';
import type { Envelope } from '../core/envelope';
import type { Instant } from '../core/instant';
import type { OrderKey } from '../core/order-key';
import type { Probe } from '../contract/probe';
import type { FailureCause } from '../contract/failure-cause';
import type { FailureTimes, Standing } from '../core/failure/decide-failure';
import type { ClaimCheck } from '../core/claim-check';
import type { Clock, Log, Metrics, Randomness, Timer } from '../core/ports';
import type { Sequence } from '../core/sequencing/sequence';
import type { JsonValue, LatestModule, ModuleState } from './feature-module';

export { EffectInProgressError } from './errors';
export type { JsonValue, ModuleState } from './feature-module';
import type { QueueMessage, QueueRecord } from './queue-record';

/** An entity as a module knows it. */
export interface ModuleEntity {
  readonly module: string;
  readonly entity: Entity;
}

/** The state of an entity after one event. */
export interface Snapshot extends ModuleEntity {
  /** The event's place in the entity's order. */
  readonly key: OrderKey;
  readonly state: ModuleState;
  /** When it is committed, RFC 3339. */
  readonly at: string;
  readonly whileSame?: LatestModule['whileSame'];
}

/**
 * - `applied`: the snapshot is the entity's state now
 * - `replayed`: it was already, by this very event
 * - `stale`: a newer one is
 */
export type CommitResult = { readonly kind: 'applied' | 'replayed' | 'stale' };

export interface SnapshotStore {
  /**
   * Replaces the entity's state if the snapshot's key is beyond its watermark: the only commit point. Where the
   * state's field `whileSame.field` stays the same, the fields `whileSame.keep` do too.
   */
  commitSnapshot(snapshot: Snapshot): Promise<CommitResult>;
}

export interface SequenceCommit extends ModuleEntity {
  /** Its version is the one it was loaded with. */
  readonly sequence: Sequence<ModuleState>;
  /** When parked events have to be looked at again; absent when none is parked. */
  readonly dueAt: Instant | undefined;
  /** By the lifecycle, nothing has to come any more. */
  readonly complete: boolean;
  /** RFC 3339. */
  readonly at: string;
}

export interface SequenceStore {
  /** What is known of an entity's events, as the last commit left it; an empty sequence if nothing is. */
  load(of: ModuleEntity): Promise<Sequence<ModuleState>>;
  /**
   * Replaces it with the next version, if it is still the version that was loaded: the only commit point.
   *
   * @returns `conflict` when somebody else has committed meanwhile
   */
  commit(commit: SequenceCommit): Promise<'committed' | 'conflict'>;
}

/** Which parked event, and the size of its envelope as JSON. */
export interface ParkedBody {
  readonly key: OrderKey;
  readonly bytes: number;
}

/** The envelopes of parked events, whatever their size. */
export interface ParkedEvents {
  /** Doing it twice is harmless. */
  keep(of: ModuleEntity, key: OrderKey, kept: KeptEnvelope): Promise<void>;
  /** Those that are gone are missing. */
  fetch(of: ModuleEntity, bodies: readonly ParkedBody[]): Promise<ReadonlyMap<OrderKey, Envelope>>;
  /** Lets go of what is no longer needed. */
  discard(of: ModuleEntity, bodies: readonly ParkedBody[]): Promise<void>;
}

export interface KeptEnvelope {
  readonly envelope: Envelope;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

export interface OutcomeMark extends EventInModule {
  readonly outcome: OutcomeName;
  /** RFC 3339. */
  readonly at: string;
}

export interface OutcomeRecorder {
  /**
   * Notes a module's outcome on the event's claim. The first one stays, unless it is one of `interimOutcomes`;
   * without a claim nothing happens.
   */
  record(mark: OutcomeMark): Promise<void>;
  /** What was noted; `undefined` without a claim or an outcome. */
  find(event: EventInModule): Promise<OutcomeName | undefined>;
}

/** Which event, in which module. */
export interface EventInModule {
  readonly source: string;
  readonly eventId: string;
  readonly module: string;
}

/** What went wrong with events, kept where a crash cannot undo it: on their claims. */
export interface FailureLog {
  /**
   * Notes a failure that counts. Doing it twice with the same time is harmless.
   *
   * @returns all of them, this one included, but for those before the event last went to the DLQ; `undefined` when
   *   it has no claim any more
   */
  note(event: EventInModule, atMs: number): Promise<FailureTimes | undefined>;
  /**
   * Notes that the module's code is about to see an event.
   *
   * @returns how often it was begun since it last ended, this time included; `undefined` without a claim
   */
  begin(event: EventInModule): Promise<number | undefined>;
  /** And that it came back from there, in whichever way. */
  end(event: EventInModule): Promise<void>;
}

/** The breakers of the systems that a module calls. */
export interface Breakers {
  /**
   * Calls a dependency, unless its breaker is open. Whatever `fn` throws counts against the dependency, but for what
   * judges the request itself (`PermanentError`, an HTTP status such as 422), which is thrown as it is.
   *
   * @throws {DependencyUnavailableError} when the breaker is open
   * @throws {DependencyFailedError} when the call failed
   */
  call<Result>(
    dependency: string,
    fn: (signal: AbortSignal) => Promise<Result>,
    circumstances: { readonly signal: AbortSignal; readonly invocation: Invocation },
  ): Promise<Result>;
  /** How a dependency stands, after a call of it failed. */
  standing(dependency: string): Promise<Standing>;
  /** Opens the breaker: nobody can tell whether an event or the dependency is at fault. */
  suspect(dependency: string): Promise<void>;
}

/** Tells the guard that a breaker has changed, so that it need not wait for the next minute. */
export interface GuardNotices {
  tell(dependency: string): Promise<void>;
}

/** A message that is given back. */
export interface GivenBack {
  readonly receiptHandle: string;
  /** Seconds until it is delivered again, at the earliest. */
  readonly delaySeconds: number;
}

export interface Visibility {
  /** Says when messages that are given back are delivered again. At most ten. */
  set(messages: readonly GivenBack[]): Promise<void>;
}

export interface OnceResult<Result> {
  readonly result: Result;
  /** It ran before; `result` is what it gave then. */
  readonly isRepeated: boolean;
}

export interface Once {
  /**
   * Runs an effect unless it has succeeded under this key before. One that throws leaves nothing behind; one whose
   * function died is run again when that function's time is over.
   *
   * @throws {EffectInProgressError} while another process runs it
   *
   * @param key of any length
   */
  run<Result extends JsonValue | void>(
    key: string,
    effect: () => Promise<Result>,
    invocation: Invocation,
  ): Promise<OnceResult<Result>>;
}

/** The invocation that a message is processed in. */
export interface Invocation {
  /** Milliseconds until the function is ended. */
  remainingMs(): number;
  /** The guard's: the next call of this dependency is the one that tries it. */
  readonly probe?: Probe;
}

/** A message as it was delivered this time. */
export interface Delivery {
  readonly message: QueueMessage;
  /** It was delivered before, and may have been worked on then. */
  readonly isRepeated: boolean;
  /** It was delivered so often that it may be what kills its processor. */
  readonly isSuspect: boolean;
  /** When the queue took it, in milliseconds since the epoch. */
  readonly sentMs: number;
  readonly invocation: Invocation;
}

/** A module's policy at work. @throws what the message failed with; it is tried again then, or given up. */
export type MessageProcessor = (delivery: Delivery) => Promise<void>;

/** A message that its module gave up on. */
export interface DeadLetter {
  readonly record: Pick<QueueRecord, 'body' | 'encoding' | 'groupId' | 'deduplicationId'>;
  readonly module: string;
  readonly cause: FailureCause;
  /** Class of the error that ended it. */
  readonly errorName: string;
  /** Counted failures, the last one included. */
  readonly attempts: number;
  /** RFC 3339. */
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  /** Type of the entity. */
  readonly entityType: string;
  /** Absent when the message holds no event. */
  readonly event?: { readonly id: string; readonly type: string };
}

export interface DeadLetterQueue {
  /** Resolves only when the queue has it. */
  send(letter: DeadLetter): Promise<void>;
}

/** Writes a module's own codes and counts: those that its manifest declares, and numbers beside them. */
export interface ModuleVoice {
  log(level: 'info' | 'warn', code: string, fields: Readonly<Record<string, number>>): void;
  count(name: string): void;
}

/** What every processor works with. */
export interface ProcessorDependencies {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Randomness;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly voice: ModuleVoice;
  readonly outcomes: OutcomeRecorder;
  readonly failures: FailureLog;
  readonly breakers: Breakers;
  readonly deadLetters: DeadLetterQueue;
  readonly visibility: Visibility;
  readonly claimCheck: ClaimCheck;
}

/** And one with policy `latest`. */
export interface SnapshotDependencies extends ProcessorDependencies {
  readonly snapshots: SnapshotStore;
}

/** And one with policy `none`. */
export interface IndependentDependencies extends ProcessorDependencies {
  readonly once: Once;
}

/** And one with policy `sequence`. */
export interface SequenceDependencies extends IndependentDependencies {
  readonly sequences: SequenceStore;
  readonly parkedEvents: ParkedEvents;
}
