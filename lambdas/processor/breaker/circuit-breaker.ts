import { metricNames } from '../../contract/metrics';
import {
  type Breaker,
  type BreakerEvent,
  closedBreaker,
  transition,
  type TripCause,
} from '../../core/breaker/breaker';
import { type BreakerStore, changeBreaker } from '../../core/breaker/breaker-store';
import {
  callsAfter,
  type CallWindow,
  defaultTripRules,
  emptyWindow,
  type TripRules,
  whyTrip,
  withCall,
} from '../../core/breaker/call-window';
import { errorName } from '../../core/error-name';
import { classify } from '../../core/failure/classify';
import type { Standing } from '../../core/failure/decide-failure';
import { DeferredError, DependencyFailedError, DependencyUnavailableError } from '../../core/failure/errors';
import type { Clock, Log, Metrics, Randomness } from '../../core/ports';
import { unlessAborted } from '../../core/unless-aborted';
import type { GuardNotices, Invocation } from '../ports';

export interface CircuitBreakerParts {
  readonly module: string;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly store: BreakerStore;
  readonly notices: GuardNotices;
  /** Default: `defaultTripRules`. */
  readonly rules?: TripRules;
}

/** What is known of the stored breaker is believed for this long. */
const knownForMs = 2000;
/** Whoever waits for somebody else's probe looks again after this. */
const probeWaitSeconds = 5;

/**
 * The breaker of one dependency, as one process sees it. Calls are counted in memory; the stored breaker, which all
 * processes share, is read when a call has failed and written when it changes. As long as all goes well, neither.
 */
export class CircuitBreaker {
  readonly #dependency: string;
  readonly #parts: CircuitBreakerParts;
  readonly #rules: TripRules;
  #window: CallWindow = emptyWindow;
  #known: { readonly breaker: Breaker; readonly atMs: number } | undefined;
  #succeededAtMs: number | undefined;
  /** A probe stands for one call. */
  #usedProbe: string | undefined;
  /** While the breaker is being opened by this process. */
  #tripping: Promise<void> | undefined;

  constructor(dependency: string, parts: CircuitBreakerParts) {
    this.#dependency = dependency;
    this.#parts = parts;
    this.#rules = parts.rules ?? defaultTripRules;
  }

  /** See `Breakers`. */
  async call<Result>(
    fn: (signal: AbortSignal) => Promise<Result>,
    { signal, invocation }: { readonly signal: AbortSignal; readonly invocation: Invocation },
  ): Promise<Result> {
    const probeId = await this.#admit(invocation);
    const startedMs = this.#parts.clock.now();
    try {
      const result = await unlessAborted(fn(signal), signal);
      await this.#succeeded(startedMs, probeId);
      return result;
    } catch (error) {
      throw await this.#failed(error, startedMs, probeId);
    }
  }

  async standing(): Promise<Standing> {
    const breaker = await this.#look();
    if (breaker.kind === 'closed') {
      const { closedAtMs } = breaker;
      return { kind: 'up', closedAtMs, healthyAtMs: latest(this.#succeededAtMs, closedAtMs) };
    }
    return { kind: 'down', retryInSeconds: this.#secondsUntilRetry(breaker) };
  }

  async suspect(): Promise<void> {
    await this.#trip('SUSPECTED', undefined);
  }

  /** @returns the id of the probe that the call is, if it is one */
  async #admit({ probe }: Invocation): Promise<string | undefined> {
    if (probe?.dependency === this.#dependency && probe.id !== this.#usedProbe) {
      this.#usedProbe = probe.id;
      this.#learn(probedBy(probe.id, this.#parts.clock.now()));
      return probe.id;
    }
    if (this.#known === undefined || this.#known.breaker.kind === 'closed') return undefined;
    const breaker = await this.#look();
    if (breaker.kind === 'closed') return undefined;
    throw new DependencyUnavailableError(this.#dependency, {
      retryAfterSeconds: this.#secondsUntilRetry(breaker),
    });
  }

  async #succeeded(startedMs: number, probeId: string | undefined): Promise<void> {
    this.#succeededAtMs = this.#parts.clock.now();
    this.#count(startedMs, false);
    if (probeId !== undefined) return this.#change({ kind: 'probe-succeeded', probeId });
    await this.#tripIfDue(undefined);
  }

  /** @returns what to throw */
  async #failed(error: unknown, startedMs: number, probeId: string | undefined): Promise<unknown> {
    // It was not the dependency that failed: something of ours kept the call from being made, or from ending.
    if (error instanceof DeferredError) {
      if (probeId !== undefined) await this.#change({ kind: 'probe-returned', probeId });
      return error;
    }
    const failure = classify(error);
    if (failure.kind === 'permanent') {
      // It answered, and judged the request.
      await this.#succeeded(startedMs, probeId);
      return error;
    }
    this.#count(startedMs, true);
    const retryAfterSeconds = failure.retryAfterSeconds;
    if (probeId !== undefined) await this.#change({ kind: 'probe-failed', probeId, retryAfterSeconds });
    else await this.#tripIfDue(retryAfterSeconds);
    return new DependencyFailedError(this.#dependency, { cause: error, retryAfterSeconds });
  }

  #count(startedMs: number, isFailure: boolean): void {
    const atMs = this.#parts.clock.now();
    this.#window = withCall(this.#window, { atMs, durationMs: atMs - startedMs, isFailure }, this.#rules);
  }

  get #isKnownOpen(): boolean {
    return this.#known !== undefined && this.#known.breaker.kind !== 'closed';
  }

  async #tripIfDue(retryAfterSeconds: number | undefined): Promise<void> {
    if (this.#isKnownOpen || whyTrip(this.#window, this.#rules) === undefined) return;
    // An outage may be over that this process has not noticed.
    const breaker = await this.#look();
    if (breaker.kind !== 'closed') return;
    this.#window = callsAfter(this.#window, breaker.closedAtMs ?? 0);
    const cause = whyTrip(this.#window, this.#rules);
    if (cause !== undefined) await this.#trip(cause, retryAfterSeconds);
  }

  /** Calls that fail side by side open it once. */
  #trip(cause: TripCause, retryAfterSeconds: number | undefined): Promise<void> {
    this.#tripping ??= this.#change({ kind: 'tripped', cause, retryAfterSeconds }).finally(() => {
      this.#tripping = undefined;
    });
    return this.#tripping;
  }

  /** Whatever becomes of the stored breaker, this process behaves as the event demands. */
  async #change(event: BreakerEvent): Promise<void> {
    const nowMs = this.#parts.clock.now();
    try {
      const { breaker, isOurs } = await changeBreaker(this.#parts.store, this.#dependency, { event, nowMs });
      this.#learn(breaker);
      if (isOurs && event.kind !== 'probe-failed') await this.#announce(breaker);
    } catch (error) {
      this.#learn(transition(this.#known?.breaker ?? closedBreaker, event, nowMs));
      this.#reportUnavailable(error);
    }
  }

  /** The stored breaker, or what was known of it a moment ago. */
  async #look(): Promise<Breaker> {
    const nowMs = this.#parts.clock.now();
    if (this.#known && nowMs - this.#known.atMs < knownForMs) return this.#known.breaker;
    try {
      const { breaker } = await this.#parts.store.read(this.#dependency);
      this.#learn(breaker);
      return breaker;
    } catch (error) {
      this.#reportUnavailable(error);
      return this.#known?.breaker ?? closedBreaker;
    }
  }

  /** Calls from before an outage say nothing about the time after it. */
  #learn(breaker: Breaker): void {
    if (this.#isKnownOpen && breaker.kind === 'closed') this.#window = emptyWindow;
    this.#known = { breaker, atMs: this.#parts.clock.now() };
  }

  #secondsUntilRetry(breaker: Exclude<Breaker, { kind: 'closed' }>): number {
    if (breaker.kind === 'half-open') return probeWaitSeconds;
    return Math.max(probeWaitSeconds, Math.ceil((breaker.retryAtMs - this.#parts.clock.now()) / 1000));
  }

  /** The guard is told, though it looks each minute anyway. What became of a probe that failed it sees itself. */
  async #announce(breaker: Breaker): Promise<void> {
    const { log, metrics, module, notices } = this.#parts;
    const dependency = this.#dependency;
    if (breaker.kind === 'open') {
      metrics.count(metricNames.breakerOpened);
      log.error('BREAKER_OPENED', {
        module,
        dependency,
        reason: breaker.cause,
        delaySeconds: this.#secondsUntilRetry(breaker),
      });
    } else if (breaker.kind === 'closed') {
      metrics.count(metricNames.breakerClosed);
      log.info('BREAKER_CLOSED', { module, dependency });
    }
    await notices.tell(dependency).catch((error: unknown) => this.#reportUnavailable(error));
  }

  #reportUnavailable(error: unknown): void {
    const { log, module } = this.#parts;
    log.warn('BREAKER_UNAVAILABLE', { module, dependency: this.#dependency, errorName: errorName(error) });
  }
}

/** As long as the probe is under way, nothing else is called from here. */
const probedBy = (probeId: string, nowMs: number): Breaker => ({
  kind: 'half-open',
  downSinceMs: nowMs,
  cause: 'SUSPECTED',
  probeId,
  probeUntilMs: nowMs,
});

const latest = (...times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
};
