import { withData } from '../../lambdas/core/claim-check';
import type { DeadLetter } from './dead-letter';
import type { CheckedFilter } from './dead-letter-filter';
import type { QueueCoverage } from './dead-letter-walk';
import type { ClaimNotes, EventClaims } from './event-claims';
import { type ListOptions, listDeadLetters } from './list-dead-letters';
import type { PayloadObjects } from './payload-objects';
import type { TreatmentContext } from './treat-matching';

/** Which one: by its event's id or by its own. */
export type DeadLetterAddress = { readonly module: string } & (
  | { readonly eventId: string; /** Where two sources use the same id. */ readonly source?: string }
  | { readonly messageId: string }
);

export interface ShownLetter {
  readonly letter: DeadLetter;
  /** What the event's claim says; absent without one. */
  readonly claim?: ClaimNotes;
}

/**
 * - `found`: one, or several of the same id
 * - `not-found`: not among those that could be seen; where `unseen` is not 0, it may still be there
 */
export type Showing =
  | { readonly kind: 'found'; readonly letters: readonly [ShownLetter, ...ShownLetter[]] }
  | { readonly kind: 'not-found'; readonly coverage: readonly QueueCoverage[] };

export const showDeadLetter = async (
  context: TreatmentContext & { readonly claims: EventClaims; readonly payloads: PayloadObjects },
  options: ListOptions & { readonly filter: CheckedFilter },
): Promise<Showing> => {
  const { letters, coverage } = await listDeadLetters(context, options);
  const [first, ...others] = await Promise.all(
    letters.map(async (letter) => withClaim(context.claims, await withItsData(context.payloads, letter))),
  );
  return first ? { kind: 'found', letters: [first, ...others] } : { kind: 'not-found', coverage };
};

/** If the content was asked for: the event as it was sent, unless its data is gone. */
const withItsData = async (payloads: PayloadObjects, letter: DeadLetter): Promise<DeadLetter> => {
  const { content } = letter;
  const envelope = content?.envelope && (await withData(content.envelope, payloads));
  return content && envelope ? { ...letter, content: { ...content, envelope } } : letter;
};

const withClaim = async (claims: EventClaims, letter: DeadLetter): Promise<ShownLetter> => {
  const claim = await claims.find(letter);
  return { letter, ...(claim && { claim }) };
};
