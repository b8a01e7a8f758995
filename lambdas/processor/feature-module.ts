import type { IndependentManifest, LatestManifest, SequenceManifest } from '../contract/module-manifest';
import type { Envelope } from '../core/envelope';

export { PermanentError, RetryableError } from '../core/failure/errors';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * What a module keeps about an entity: a JSON object, `undefined` nowhere in it. At most about 300 KB, or 100 KB
 * where the policy is `sequence`, which keeps two of them for a while.
 */
export type ModuleState = { readonly [key: string]: JsonValue };

/** An event as a module sees it. `data` is what the sender sent: parse it with a schema of your own. */
export type ModuleEvent = Readonly<Envelope>;

/** How an event stands to the ones that were applied before it. */
export interface EventPlace {
  /** By the lifecycle, something is missing between the event before and this one. */
  readonly gap: boolean;
  /** What comes after it has been applied for good; it is applied out of order. */
  readonly late: boolean;
}

/**
 * What an effect is given to work with.
 *
 * Everything in `react` and `handle` runs **at least once** per event: the function can die between the effect
 * and the commit. `once` and `idempotencyKey` are there to make the effect itself happen once.
 */
export interface ModuleContext extends EventPlace {
  /**
   * The same for every attempt at this event in this module, and for no other: `crm-sync/genesys/<event id>`,
   * ASCII. Pass it downstream, for example as `Idempotency-Key`.
   */
  readonly idempotencyKey: string;
  /**
   * Runs `effect` unless it has succeeded for this event before, and gives what it gave then. If it throws, it
   * runs again with the next attempt. If the function dies while it runs, it runs again too: whether the outside
   * world saw the first run, only an idempotency key can tell it.
   *
   * @param name tells several effects of one event apart; lower-case words joined by hyphens
   */
  once<Result extends JsonValue>(name: string, effect: () => Promise<Result>): Promise<Result>;
  /**
   * A system outside that the manifest names. While it is down it is not called: the event waits, and none of that
   * counts against it.
   */
  dependency(name: string): ModuleDependency;
  /** Milliseconds until the function must be done with this event; it keeps a reserve to commit in. */
  remainingMs(): number;
  /** Aborts when no time remains. Hand it to every call that takes one, such as `fetch`. */
  readonly signal: AbortSignal;
  readonly log: ModuleLog;
  readonly metrics: ModuleMetrics;
}

export interface ModuleDependency {
  /**
   * Calls the dependency behind its circuit breaker, which all functions share. A call that throws counts as a failure
   * of the dependency; one that throws `PermanentError`, or an error with an HTTP `status` such as 404 or 422, counts as
   * an answer. Give what it asks to wait as `retryAfterSeconds` of a `RetryableError`.
   *
   * ```ts
   * await context.once('write', () => context.dependency('crm').call((signal) => crm.write(call, signal)));
   * ```
   *
   * @param fn is given a signal that aborts when no time remains
   * @throws {DependencyUnavailableError} without calling, while the dependency is down
   * @throws {DependencyFailedError} with what `fn` threw as its `cause`
   */
  call<Result>(fn: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** Numbers and codes only, so that nothing of an event can leak into a log. */
export interface ModuleLogFields {
  /** Such as an HTTP status. */
  readonly status?: number;
  readonly durationMs?: number;
  readonly count?: number;
}

export interface ModuleLog {
  /** @param code one of the manifest's `logCodes`; any other is logged as `UNDECLARED_CODE` */
  info(code: string, fields?: ModuleLogFields): void;
  warn(code: string, fields?: ModuleLogFields): void;
}

export interface ModuleMetrics {
  /** Adds one. @param name one of the manifest's `metrics`; any other is not counted but logged */
  count(name: string): void;
}

/**
 * Keeps the newest snapshot of each entity. The new state follows from the event alone; what the state was before
 * is kept beside it as `previous`.
 */
export interface LatestModule<State extends ModuleState = ModuleState> {
  readonly manifest: LatestManifest;
  /**
   * The entity's state after this event. Pure: no clock, no randomness, no calls, because it may run more than
   * once for one event.
   *
   * @throws whatever; `docs/architecture.md` says what becomes of the event.
   */
  apply(event: ModuleEvent): State;
  /**
   * For snapshots that repeat what the one before said: as long as `field` (a text or number) is the same, the fields `keep`
   * stay as they were. Default: every snapshot replaces the whole state.
   */
  readonly whileSame?: { readonly field: string; readonly keep: readonly string[] };
}

/** A method's parameters are compared both ways, so that a module of any state is a `SequenceModule`. */
interface LateRules<State extends ModuleState> {
  rule(state: State | undefined, event: ModuleEvent): State;
}

/** What becomes of an event that comes too late to be put in its place: the state after it. Pure. */
export type LateRule<State extends ModuleState> = LateRules<State>['rule'];

/** Sees the events of each entity in the order of their times, each once. */
export interface SequenceModule<State extends ModuleState = ModuleState> {
  readonly manifest: SequenceManifest;
  /**
   * The entity's state after this event; `state` is `undefined` before the first. Pure, because it runs again when
   * an earlier event is put before this one.
   *
   * @throws whatever; `docs/architecture.md` says what becomes of the event.
   */
  apply(state: State | undefined, event: ModuleEvent, place: EventPlace): State;
  /**
   * What becomes of an event that is `late`: nothing, `apply` out of order, or a function of its own that gives
   * the new state. Default `ignore`.
   */
  readonly late?: 'ignore' | 'apply' | LateRule<State>;
  /**
   * Effects. Runs for each event that is applied, in their order, before the commit: at least once.
   *
   * @param state the entity's state after this event
   * @throws whatever; nothing is committed then, and the event is tried again.
   */
  react?(event: ModuleEvent, state: State, context: ModuleContext): Promise<void>;
}

/** Handles each event by itself: no state, no order. */
export interface IndependentModule {
  readonly manifest: IndependentManifest;
  /** Runs until it has succeeded once for the event, as `context.once` does. */
  handle(event: ModuleEvent, context: ModuleContext): Promise<void>;
}

/** A feature module: its manifest and its code. */
export type FeatureModule = LatestModule | SequenceModule | IndependentModule;
