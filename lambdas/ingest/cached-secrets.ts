import { errorName } from '../core/error-name';
import type { Clock, Log } from '../core/ports';
import type { SigningSecrets } from '../core/signature';
import type { SecretCache, SecretStore } from './ports';

/** A secret that was withdrawn stops being valid after this time at the latest. */
const maxAgeMs = 15 * 60 * 1000;
/** Mismatches, however many, cause one fetch in this time. */
const minRefreshIntervalMs = 30 * 1000;

interface Entry {
  secrets?: SigningSecrets;
  /** When a fetch last ended, whether it succeeded or not. */
  fetchedAtMs: number;
  /** When a mismatch last caused a fetch. */
  refreshedAtMs: number;
  inFlight?: Promise<SigningSecrets>;
}

/**
 * Keeps secrets in memory: fetched once, by one call however many ask at once, again after 15 minutes, and
 * kept when that fails. A mismatch fetches anew, every 30 seconds at most.
 */
export class CachedSecrets implements SecretCache {
  readonly #store: SecretStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #entries = new Map<string, Entry>();

  constructor({ store, clock, log }: { store: SecretStore; clock: Clock; log: Log }) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  async get(source: string): Promise<SigningSecrets> {
    const entry = this.#entry(source);
    const ageMs = this.#clock.now() - entry.fetchedAtMs;
    if (entry.secrets && ageMs < maxAgeMs) return entry.secrets;
    return this.#fetch(source, entry);
  }

  async refresh(source: string): Promise<SigningSecrets | undefined> {
    const entry = this.#entry(source);
    const nowMs = this.#clock.now();
    if (!entry.inFlight && nowMs - entry.refreshedAtMs < minRefreshIntervalMs) return undefined;
    entry.refreshedAtMs = nowMs;
    const before = entry.secrets;
    const secrets = await this.#fetch(source, entry);
    const isNew = secrets.current !== before?.current || secrets.previous !== before.previous;
    return isNew ? secrets : undefined;
  }

  #entry(source: string): Entry {
    const known = this.#entries.get(source);
    if (known) return known;
    const never = Number.NEGATIVE_INFINITY;
    const entry: Entry = { fetchedAtMs: never, refreshedAtMs: never };
    this.#entries.set(source, entry);
    return entry;
  }

  async #fetch(source: string, entry: Entry): Promise<SigningSecrets> {
    entry.inFlight ??= this.#store.fetch(source).finally(() => {
      entry.fetchedAtMs = this.#clock.now();
      delete entry.inFlight;
    });
    try {
      entry.secrets = await entry.inFlight;
    } catch (error) {
      this.#log.warn('SECRET_REFRESH_FAILED', { source, errorName: errorName(error) });
      if (!entry.secrets) throw error;
    }
    return entry.secrets;
  }
}
