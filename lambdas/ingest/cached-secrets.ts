import { secretRefetchSeconds } from '../contract/limits';
import { errorName } from '../core/error-name';
import type { Clock, Log } from '../core/ports';
import { type AcceptedSecrets, acceptedSecrets, type SecretVersions } from '../core/secret-versions';
import type { SecretCache, SecretStore } from './ports';

/** A secret that was withdrawn stops being valid after this time at the latest. */
const maxAgeMs = 15 * 60 * 1000;
/** As long as there is nothing at all, every delivery is turned away: it is tried again soon, but not by every one. */
const firstFetchIntervalMs = 2000;

interface Entry {
  versions?: SecretVersions;
  /** When the fetch began that brought the versions. */
  knownAtMs: number;
  /** When a fetch last began, whatever became of it. */
  beganMs: number;
  /** Why the last fetch failed. Absent if it did not. */
  failure?: Error;
  inFlight?: Promise<void>;
}

export interface CachedSecretsOptions {
  readonly store: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
  /** How long the previous secret is accepted beside the current one. */
  readonly overlapMs: number;
  /** Least time between two fetches of a source's secrets. Default 30 seconds. */
  readonly refetchIntervalMs?: number;
}

/**
 * Keeps secrets in memory: fetched by one call however many ask at once, again after 15 minutes, and kept when that
 * fails. A mismatch fetches anew. Of one source's secrets there is one fetch in 30 seconds, whatever it is for and
 * whether it succeeds; one in 2 seconds while none has succeeded yet.
 */
export class CachedSecrets implements SecretCache {
  readonly #options: CachedSecretsOptions;
  readonly #refetchIntervalMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(options: CachedSecretsOptions) {
    this.#options = options;
    this.#refetchIntervalMs = options.refetchIntervalMs ?? secretRefetchSeconds * 1000;
  }

  async get(source: string): Promise<AcceptedSecrets> {
    const entry = this.#entry(source);
    if (!this.#isFresh(entry) && this.#mayFetch(entry)) await this.#fetch(source, entry);
    if (!entry.versions) throw entry.failure ?? new Error('The secrets were never fetched.');
    return this.#accepted(entry.versions);
  }

  async refresh(source: string): Promise<AcceptedSecrets | undefined> {
    const entry = this.#entry(source);
    const before = entry.versions;
    if (this.#mayFetch(entry)) await this.#fetch(source, entry);
    if (entry.failure !== undefined) throw entry.failure;
    return entry.versions && !areSame(entry.versions, before) ? this.#accepted(entry.versions) : undefined;
  }

  #entry(source: string): Entry {
    const known = this.#entries.get(source);
    if (known) return known;
    const never = Number.NEGATIVE_INFINITY;
    const entry: Entry = { knownAtMs: never, beganMs: never };
    this.#entries.set(source, entry);
    return entry;
  }

  #isFresh({ knownAtMs }: Entry): boolean {
    return this.#options.clock.now() - knownAtMs < maxAgeMs;
  }

  /** A fetch under way is joined. */
  #mayFetch({ versions, beganMs, inFlight }: Entry): boolean {
    const intervalMs = versions ? this.#refetchIntervalMs : firstFetchIntervalMs;
    return inFlight !== undefined || this.#options.clock.now() - beganMs >= intervalMs;
  }

  #accepted(versions: SecretVersions): AcceptedSecrets {
    const { overlapMs, clock } = this.#options;
    return acceptedSecrets(versions, { overlapMs, nowMs: clock.now() });
  }

  async #fetch(source: string, entry: Entry): Promise<void> {
    entry.inFlight ??= this.#fetchOnce(source, entry).finally(() => delete entry.inFlight);
    await entry.inFlight;
  }

  async #fetchOnce(source: string, entry: Entry): Promise<void> {
    const { store, clock, log } = this.#options;
    entry.beganMs = clock.now();
    try {
      entry.versions = await store.fetch(source);
      entry.knownAtMs = entry.beganMs;
      delete entry.failure;
    } catch (error) {
      entry.failure = error instanceof Error ? error : new Error('The fetch failed.', { cause: error });
      log.warn('SECRET_REFRESH_FAILED', { source, errorName: errorName(error) });
    }
  }
}

const areSame = (one: SecretVersions, other: SecretVersions | undefined): boolean =>
  one.current.id === other?.current.id &&
  one.previous?.id === other.previous?.id &&
  one.pending?.id === other.pending?.id;
