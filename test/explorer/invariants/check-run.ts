import { checkAuthentic } from './authentic';
import { checkCopies } from './copies';
import { checkDeadLetters } from './dead-letters';
import { checkEffects } from './effects';
import { checkOutcomes } from './outcomes';
import { checkRest } from './rest';
import { checkStates } from './states';
import type { EndedRun, Violation } from './violation';

const checks: readonly ((run: EndedRun) => readonly Violation[])[] = [
  checkRest,
  checkAuthentic,
  checkOutcomes,
  checkStates,
  checkEffects,
  checkCopies,
  checkDeadLetters,
];

/** What a run alone can tell. I5 takes another one to compare with. */
export const checkRun = (run: EndedRun): readonly Violation[] => {
  const [first, ...others] = checks.map((check) => check(run));
  // Of a run that did not come to rest the others say nothing.
  return first && first.length > 0 ? first : others.flat();
};
