import { assertNever } from '../../../lambdas/core/assert-never';

/** Which deliveries are counted apart from each other. */
export const usageKinds = ['current', 'previous', 'pending', 'rejected'] as const;

export type UsageKind = (typeof usageKinds)[number];

/** Deliveries of one kind in the time that was looked at. */
export interface Usage {
  readonly count: number;
  /** When the last period with one began. Absent if there was none. */
  readonly lastMs?: number;
}

export type UsageByKind = Readonly<Record<UsageKind, Usage>>;

/** Whether a source's previous secret can be withdrawn. */
export type UsageJudgement =
  | { readonly kind: 'unused'; readonly byCurrent: number }
  | { readonly kind: 'in-use'; readonly byPrevious: number; readonly lastMs: number }
  /** Nobody has sent anything that would show which secret is in use. */
  | { readonly kind: 'unknown'; readonly pending: number; readonly rejected: number };

/**
 * Silence proves nothing: only a sender that was heard with the current secret, and not with the previous one, has
 * changed over. Deliveries with a pending secret may be the rotation's own.
 */
export const judgeUsage = ({ current, previous, pending, rejected }: UsageByKind): UsageJudgement => {
  if (previous.count > 0) {
    return { kind: 'in-use', byPrevious: previous.count, lastMs: previous.lastMs ?? 0 };
  }
  if (current.count > 0) return { kind: 'unused', byCurrent: current.count };
  return { kind: 'unknown', pending: pending.count, rejected: rejected.count };
};

export interface Question {
  readonly source: string;
  readonly hours: number;
  /** How exactly the metrics know when something was. */
  readonly periodMinutes: number;
}

/** The judgement in words. */
export const tellUsage = (judgement: UsageJudgement, question: Question): string => {
  const { source, hours, periodMinutes } = question;
  const span = hours === 1 ? 'hour' : `${hours} hours`;
  switch (judgement.kind) {
    case 'unused':
      return `The previous secret of ${source} has been unused for the last ${span}, in which ${deliveries(judgement.byCurrent)} matched the current one. It is safe to withdraw the previous one, unless the current one was put there by hand in that time: ask for the hours since then.`;
    case 'in-use': {
      const last = new Date(judgement.lastMs).toISOString();
      return `The previous secret of ${source} is still used: ${deliveries(judgement.byPrevious)} in the last ${span}, the last of them in the ${periodMinutes} minutes from ${last} on. Do not withdraw it; enter the current one at the sender.`;
    }
    case 'unknown':
      return `Nobody is known to have used the current or the previous secret of ${source} in the last ${span}, or since it was rotated, so this cannot tell whether the previous one is needed. ${hint(judgement)}`;
    default:
      return assertNever(judgement);
  }
};

const deliveries = (count: number): string => (count === 1 ? '1 delivery' : `${count} deliveries`);

const hint = ({ pending, rejected }: { readonly pending: number; readonly rejected: number }): string => {
  if (rejected > 0) {
    return `But ${deliveries(rejected)} had no right signature: compare the secret at the sender with the current one.`;
  }
  if (pending > 0) {
    return `${deliveries(pending)} matched a secret that was pending; the rotation's own test is one of those, and what matched before it tells nothing any more. Ask again when the sender has had the new secret for a quarter of an hour.`;
  }
  return 'Have the sender post something, or ask for more hours.';
};
