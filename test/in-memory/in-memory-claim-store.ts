import { interimOutcomes, type OutcomeEntry, type OutcomeName } from '../../lambdas/contract/claim-outcome';
import type { ClaimResult, ClaimStore, NewClaim } from '../../lambdas/ingest/ports';
import type {
  AttemptCounter,
  EventInModule,
  OutcomeMark,
  OutcomeRecorder,
} from '../../lambdas/processor/ports';

interface StoredClaim extends Omit<NewClaim, 'outcomes'> {
  readonly outcomes: Record<string, OutcomeEntry>;
  readonly attempts: Record<string, number>;
}

/** The claims table without a database. */
export class InMemoryClaimStore implements ClaimStore, OutcomeRecorder, AttemptCounter {
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
    this.claims.set(key, { ...claim, outcomes: { ...claim.outcomes }, attempts: {} });
    return { kind: 'won' };
  }

  async record(mark: OutcomeMark): Promise<void> {
    this.calls.record += 1;
    const outcomes = this.claims.get(keyOf(mark.source, mark.eventId))?.outcomes;
    if (!outcomes) return;
    const known = outcomes[mark.module]?.outcome;
    if (known !== undefined && !interimOutcomes.some((interim) => interim === known)) return;
    outcomes[mark.module] = { outcome: mark.outcome, at: mark.at };
  }

  async find({ source, eventId, module }: EventInModule): Promise<OutcomeName | undefined> {
    this.calls.find += 1;
    return this.claims.get(keyOf(source, eventId))?.outcomes[module]?.outcome;
  }

  async count({ source, eventId, module }: EventInModule): Promise<number | undefined> {
    const attempts = this.claims.get(keyOf(source, eventId))?.attempts;
    return attempts && (attempts[module] = (attempts[module] ?? 0) + 1);
  }
}

const keyOf = (source: string, eventId: string): string => `${source}#${eventId}`;
