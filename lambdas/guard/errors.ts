import type { StepFailure } from './guard-steps';

/**
 * A run could not do all it should have. It has no `cause`: Lambda logs what a function throws, and the failures stand
 * in the log by themselves.
 */
export class GuardIncompleteError extends Error {
  override readonly name = 'GuardIncompleteError';
  readonly failures: readonly StepFailure[];

  constructor(failures: readonly StepFailure[]) {
    const names = failures.map(
      ({ step, module, dependency, errorName }) => `${step} (${module ?? dependency ?? 'all'}): ${errorName}`,
    );
    super(
      `${failures.length} step(s) of the guard failed: ${names.join('; ')}. The next run does them again.`,
    );
    this.failures = failures;
  }
}
