/** A template that the local runner cannot run, with every reason found. */
export class TemplateError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The template cannot be run locally:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'TemplateError';
    this.problems = problems;
  }
}

/** Collects what is wrong, so that a reader gets all of it at once. */
export class Problems {
  readonly #problems = new Set<string>();

  /** @param path where in the template, such as `Resources.Claims.Properties.KeySchema` */
  add(path: string, text: string): void {
    this.#problems.add(`${path}: ${text}`);
  }

  /** @throws {TemplateError} */
  throwIfAny(): void {
    if (this.#problems.size > 0) throw new TemplateError([...this.#problems]);
  }
}
