/** A function's configuration is wrong; the message lists every problem. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((p) => `- ${p}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads environment variables, collecting what is wrong with them so that all of it can be told at once. */
export class EnvironmentReader {
  readonly #environment: Environment;
  readonly #problems: string[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** A value that must not be empty. */
  text(name: string): string {
    const value = this.#environment[name] ?? '';
    if (value === '') this.problem(`${name} is not set. Set it to a non-empty value.`);
    return value;
  }

  /** A value that may be left out; empty means that it is. */
  optional(name: string): string | undefined {
    const value = this.#environment[name] ?? '';
    return value === '' ? undefined : value;
  }

  /** A whole number within bounds, digits only. */
  integer(name: string, bounds: { readonly min: number; readonly max: number }): number {
    const value = this.text(name);
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (value !== '' && !(number >= bounds.min && number <= bounds.max)) {
      this.problem(
        `${name} is "${value}". It must be a whole number from ${bounds.min} to ${bounds.max}; set it within.`,
      );
    }
    return number;
  }

  /** Notes a problem: a sentence with value, rule and remedy. */
  problem(sentence: string): void {
    this.#problems.push(sentence);
  }

  /**
   * Ends the reading.
   *
   * @throws {ConfigurationError} when there was any problem.
   */
  finish<Config>(build: () => Config): Config {
    if (this.#problems.length > 0) throw new ConfigurationError(this.#problems);
    return build();
  }
}
