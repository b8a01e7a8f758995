import { interimOutcomes, type OutcomeEntry, type OutcomeName } from '../../lambdas/contract/claim-outcome';
import type { ClaimResult, ClaimStore, NewClaim } from '../../lambdas/ingest/ports';
import type { FailureTimes } from '../../lambdas/core/failure/decide-failure';
import type { EventInModule, FailureLog, OutcomeMark, OutcomeRecorder } from '../../lambdas/processor/ports';

interface StoredClaim extends Omit<NewClaim, 'outcomes'> {
  readonly outcomes: Record<string, OutcomeEntry>;
  /** By module, in milliseconds since the epoch. */
  readonly failures: Record<string, number[]>;
  readonly begun: Record<string, number>;
  readonly givenUpMs: Record<string, number>;
}

/** The claims table without a database. */
export class InMemoryClaimStore implements ClaimStore, OutcomeRecorder, FailureLog {
  readonly claims = new Map<string, StoredClaim>();
  /** How often each operation was called. */
  readonly calls = { claim: 0, record: 0, find: 0 };

  async claim(claim: NewClaim, nowSeconds: number): Promise<ClaimResult> {
    this.calls.claim += 1;
    const key = keyOf(claim.source, claim.eventId);
    const existing = this.claims.get(key);
    if (existing && existing.expiresAtSeconds >= nowSeconds) {
      return { kind: 'lost', existing: structuredClone(existing) };
    }
    this.claims.set(key, {
      ...claim,
      outcomes: { ...claim.outcomes },
      failures: {},
      begun: {},
      givenUpMs: {},
    });
    return { kind: 'won' };
  }

  async record(mark: OutcomeMark): Promise<void> {
    this.calls.record += 1;
    const outcomes = this.claims.get(keyOf(mark.source, mark.eventId))?.outcomes;
    if (!outcomes) return;
    const isInterim = (name: OutcomeName): boolean => interimOutcomes.some((interim) => interim === name);
    const { outcome: known, at: knownAt = '' } = outcomes[mark.module] ?? {};
    if (known !== undefined && !isInterim(known)) return;
    const isOlder = mark.outcome === 'parked' ? knownAt < mark.at : knownAt <= mark.at;
    if (known !== undefined && isInterim(mark.outcome) && !isOlder) return;
    outcomes[mark.module] = { outcome: mark.outcome, at: mark.at };
    const claim = this.claims.get(keyOf(mark.source, mark.eventId));
    if (claim && mark.outcome === 'dead-lettered') claim.givenUpMs[mark.module] = Date.parse(mark.at);
  }

  async find({ source, eventId, module }: EventInModule): Promise<OutcomeName | undefined> {
    this.calls.find += 1;
    return this.claims.get(keyOf(source, eventId))?.outcomes[module]?.outcome;
  }

  async note({ source, eventId, module }: EventInModule, atMs: number): Promise<FailureTimes | undefined> {
    const claim = this.claims.get(keyOf(source, eventId));
    if (!claim) return undefined;
    const failures = (claim.failures[module] ??= []);
    if (!failures.includes(atMs)) failures.push(atMs);
    const givenUpMs = claim.givenUpMs[module] ?? 0;
    const [first = atMs, ...rest] = failures.filter((ms) => ms > givenUpMs);
    return [first, ...rest];
  }

  async begin({ source, eventId, module }: EventInModule): Promise<number | undefined> {
    const begun = this.claims.get(keyOf(source, eventId))?.begun;
    return begun && (begun[module] = (begun[module] ?? 0) + 1);
  }

  async end({ source, eventId, module }: EventInModule): Promise<void> {
    const begun = this.claims.get(keyOf(source, eventId))?.begun;
    if (begun) begun[module] = 0;
  }
}

const keyOf = (source: string, eventId: string): string => `${source}#${eventId}`;
