import type { ClaimOutcomes } from '../contract/claim-outcome';
import type { Door } from '../contract/source-definition';
import type { Clock, Log, Metrics, Timer } from '../core/ports';
import type { Instant } from '../core/instant';
import type { AcceptedSecrets, SecretVersions } from '../core/secret-versions';

/** What ingest writes down about an event before it hands it on. */
export interface NewClaim {
  readonly source: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly time: Instant;
  readonly receivedTime: Instant;
  readonly orderTime: Instant;
  /** SHA-256 in hex: of the raw body or, where the id is made of the content, of that. */
  readonly bodyHash: string;
  /** Where it came in. Default `webhook`. */
  readonly door?: Door;
  /** Outcomes that are known before anything is sent. */
  readonly outcomes: ClaimOutcomes;
  /** Seconds since the epoch. */
  readonly expiresAtSeconds: number;
}

/** What an earlier delivery of the same event wrote down. */
export interface ExistingClaim {
  readonly bodyHash: string;
  /** Absent in claims from when there was one door, the webhook. */
  readonly door?: string | undefined;
  readonly receivedTime: Instant;
  readonly orderTime: Instant;
  /** By module. Any name counts as an outcome, also one that only a newer version knows. */
  readonly outcomes: Readonly<Record<string, { readonly outcome?: string | undefined }>>;
}

export type ClaimResult =
  { readonly kind: 'won' } | { readonly kind: 'lost'; readonly existing: ExistingClaim };

export interface ClaimStore {
  /**
   * Writes the claim if there is none for this source and id, or only one that has expired at `nowSeconds`.
   * Exactly one of any number of simultaneous calls wins.
   */
  claim(claim: NewClaim, nowSeconds: number, signal: AbortSignal): Promise<ClaimResult>;
}

export interface OutgoingMessage {
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly body: string;
  readonly encoding?: string;
}

export interface ModuleQueues {
  /** Sends into the module's FIFO queue. Resolves only when the queue has the message. */
  send(module: string, message: OutgoingMessage, signal: AbortSignal): Promise<void>;
}

export interface QuarantineQueue {
  /** Keeps an encoded quarantine record. Resolves only when the queue has it. */
  keep(message: Pick<OutgoingMessage, 'body' | 'encoding'>, signal: AbortSignal): Promise<void>;
}

export interface SecretStore {
  /** Fetches the versions of a source's secret as they are now. Rejects when they cannot be had. */
  fetch(source: string): Promise<SecretVersions>;
}

/** The secrets of all sources, kept in memory. */
export interface SecretCache {
  /** Rejects only when the secrets were never fetched and cannot be now. */
  get(source: string): Promise<AcceptedSecrets>;
  /**
   * After a mismatch: newer secrets if there are any, `undefined` if the ones from `get` are all there is. Rejects when
   * that cannot be told because the last fetch failed: the mismatch may be our fault.
   */
  refresh(source: string): Promise<AcceptedSecrets | undefined>;
}

export interface IngestDependencies {
  readonly clock: Clock;
  /** For the deadline of an answer. */
  readonly timer: Timer;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly secrets: SecretCache;
  readonly claims: ClaimStore;
  readonly queues: ModuleQueues;
  readonly quarantine: QuarantineQueue;
}

/** What accepting an authentic delivery takes, whichever door it came through. */
export type AcceptDependencies = Omit<IngestDependencies, 'secrets'>;
