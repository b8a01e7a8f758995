import type { GuardSteps } from './guard-steps';
import type { GuardDependencies } from './ports';

/** One invocation of the guard, as its parts see it. */
export interface GuardRun {
  readonly deps: GuardDependencies;
  readonly steps: GuardSteps;
  /** Milliseconds until the guard is ended. */
  readonly remainingMs: () => number;
}
