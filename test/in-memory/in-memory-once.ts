import type { JsonValue } from '../../lambdas/processor/feature-module';
import type { Once, OnceResult } from '../../lambdas/processor/ports';

/** Remembers what effects gave. */
export class InMemoryOnce implements Once {
  readonly #results = new Map<string, unknown>();

  async run<Result extends JsonValue | void>(
    key: string,
    effect: () => Promise<Result>,
  ): Promise<OnceResult<Result>> {
    if (this.#results.has(key)) {
      // Only an effect with the same key, and so the same type, has put it there.
      const result = this.#results.get(key) as Result;
      return { result, isRepeated: true };
    }
    const result = await effect();
    this.#results.set(key, result);
    return { result, isRepeated: false };
  }

  get keys(): readonly string[] {
    return [...this.#results.keys()];
  }
}
