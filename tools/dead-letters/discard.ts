import type { DeadLetter } from './dead-letter';
import type { CheckedFilter } from './dead-letter-filter';
import type { DiscardNote, EventClaims } from './event-claims';
import { treatMatching, type TreatmentContext } from './treat-matching';
import { attempt, type HeldLetter, type RunOptions, type Treatment, type TreatmentReport } from './treatment';

export interface DiscardOptions extends RunOptions {
  /** Why, 1–500 characters. Kept for as long as the event's claim. */
  readonly reason: string;
  /** Who does it, 1–100 characters. */
  readonly by?: string;
}

export interface DiscardReport extends Omit<TreatmentReport, 'done' | 'refused'> {
  /** Messages that are gone; why is noted. */
  readonly discarded: number;
}

export interface DiscardContext extends TreatmentContext {
  readonly claims: EventClaims;
}

const holdSeconds = 120;

/** Deletes what matches from its DLQ, after noting why. */
export const discard = async (
  context: DiscardContext,
  { filter, reason, by, ...options }: DiscardOptions & { readonly filter: CheckedFilter },
): Promise<DiscardReport> => {
  const treatment: Treatment = {
    holdSeconds,
    keepsOrder: false,
    refusalOf: () => Promise.resolve(undefined),
    check: () => Promise.resolve(undefined),
    treat: (held) => noteAndRemove(context.claims, held, { reason, by }),
  };
  const {
    done: discarded,
    refused: _,
    ...report
  } = await treatMatching(context, { ...options, filter, treatment });
  return { ...report, discarded };
};

/** The note first: a message that is gone could not be asked any more. */
const noteAndRemove = async (claims: EventClaims, { letter, remove }: HeldLetter, note: DiscardNote) =>
  (await attempt('note', () => noted(claims, letter, note))) ??
  (await attempt('delete', async () => {
    await remove();
    return { kind: 'done' };
  }));

const noted = async (claims: EventClaims, letter: DeadLetter, note: DiscardNote): Promise<undefined> => {
  await claims.noteDiscarded(letter, note);
  return undefined;
};
