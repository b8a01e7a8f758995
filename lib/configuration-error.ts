/** What was configured cannot be built. Names every problem at once, a sentence each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }

  /** @throws ConfigurationError if there is a problem. */
  static throwIfAny(problems: readonly string[]): void {
    if (problems.length > 0) throw new ConfigurationError(problems);
  }
}
