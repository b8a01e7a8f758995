import type { MatchedSecret } from '../../../lambdas/core/signature';
import type { CheckTarget } from './check-target';
import { closed, type Explanation } from './explanation';
import { notSwitchboards } from './explain-stranger';
import type { Answer } from './send-delivery';

export interface UnauthorizedContext {
  readonly target: CheckTarget;
  /** Milliseconds since the epoch, here, when the answer came. */
  readonly nowMs: number;
  /** Another secret that was tried then, and whether it got through. */
  readonly otherSecrets: readonly { readonly name: MatchedSecret; readonly isOpen: boolean }[];
}

/** 401: one and the same answer for all reasons, so that nobody learns from it. The log says which. */
export const explainUnauthorized = (answer: Answer, context: UnauthorizedContext): Explanation => {
  if (answer.json?.['error'] !== 'UNAUTHORIZED') return notSwitchboards(answer);
  const { target } = context;
  return closed('UNAUTHORIZED', `The signature was refused (scheme ${target.schemeName}).`, {
    causes: [
      ...skewCauses(answer, context),
      ...context.otherSecrets.map(tellOther),
      'The secret used here is not the one that Switchboard has for this source: another stage’s, another source’s, or with a space or line end too many.',
      `The source is configured with another scheme than ${target.schemeName}.`,
      'Something on the way changes the body or drops a header of the signature.',
    ],
    remedies: [
      `Look for SIGNATURE_REJECTED with the source ${target.source} in the ingest function’s log. Its reason: MISSING, AMBIGUOUS (a header twice), MALFORMED (another form: the wrong scheme), MISMATCH (the wrong secret or body)${target.scheme.timestamp ? ', TIMESTAMP_OUTSIDE_TOLERANCE (a clock)' : ''}.`,
      'If the secret was changed less than a minute ago, check again: after a mismatch it is fetched anew every 30 seconds at most.',
      'Compare the secret at the sender with the one in Secrets Manager (docs/runbook.md, Rotate a secret).',
    ],
  });
};

const tellOther = ({ name, isOpen }: UnauthorizedContext['otherSecrets'][number]): string =>
  isOpen
    ? `The ${name} secret is accepted: Switchboard has not fetched the current one yet, or has another one as its current.`
    : `The ${name} secret is refused too, so it is not a rotation that is under way.`;

/** Only where a time is signed. The answer’s Date is the clock of the other side. */
const skewCauses = (answer: Answer, { target, nowMs }: UnauthorizedContext): string[] => {
  const tolerance = target.scheme.timestamp?.toleranceSeconds;
  if (!tolerance) return [];
  const date = Date.parse(answer.header('date') ?? '');
  if (Number.isNaN(date)) {
    return [
      `This machine’s clock may be wrong: ${tolerance.past} s behind or ${tolerance.future} s ahead is too much.`,
    ];
  }
  const aheadSeconds = Math.round((nowMs - date) / 1000);
  return aheadSeconds > tolerance.future || -aheadSeconds > tolerance.past
    ? [
        `This machine’s clock is ${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? 'ahead' : 'behind'}, and the scheme allows ${tolerance.past} s behind and ${tolerance.future} s ahead: set the clock. The secret may be right.`,
      ]
    : [];
};
