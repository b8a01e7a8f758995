import type { Evaluator, EvaluatorOptions } from './evaluator';
import { unresolved } from './markers';

/** The template's named conditions, each worked out once. */
export class Conditions {
  readonly #options: EvaluatorOptions;
  readonly #evaluator: Evaluator;
  readonly #known = new Map<string, boolean | typeof unresolved | 'underWay'>();

  constructor(options: EvaluatorOptions, evaluator: Evaluator) {
    this.#options = options;
    this.#evaluator = evaluator;
  }

  /** @param path where the condition is named */
  holds(name: string, path: string): boolean | typeof unresolved {
    const known = this.#known.get(name);
    if (known !== undefined)
      return known === 'underWay' ? this.#fail(path, `${name} depends on itself`) : known;
    this.#known.set(name, 'underWay');
    const value = this.#workOut(name, path);
    this.#known.set(name, value);
    return value;
  }

  #workOut(name: string, path: string): boolean | typeof unresolved {
    const { Conditions: conditions } = this.#options.template;
    if (!Object.hasOwn(conditions, name)) return this.#fail(path, `there is no condition ${name}`);
    const value = this.#evaluator.resolve(conditions[name], `Conditions.${name}`);
    if (typeof value === 'boolean' || value === unresolved) return value;
    return this.#fail(`Conditions.${name}`, 'expected one of Fn::Equals, Fn::And, Fn::Or, Fn::Not');
  }

  #fail(path: string, reason: string): typeof unresolved {
    this.#options.problems.add(path, reason);
    return unresolved;
  }
}
