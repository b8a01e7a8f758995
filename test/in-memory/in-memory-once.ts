import type { JsonValue } from '../../lambdas/processor/feature-module';
import type { Once, OnceResult } from '../../lambdas/processor/ports';

/** Remembers what effects gave. */
export class InMemoryOnce implements Once {
  /** As JSON, the way a table keeps them. */
  readonly #results = new Map<string, string>();

  async run<Result extends JsonValue | void>(
    key: string,
    effect: () => Promise<Result>,
  ): Promise<OnceResult<Result>> {
    const known = this.#results.get(key);
    if (known !== undefined) {
      const { result }: { readonly result: Result } = JSON.parse(known);
      return { result, isRepeated: true };
    }
    const result = await effect();
    this.#results.set(key, JSON.stringify({ result }));
    return { result, isRepeated: false };
  }

  get keys(): readonly string[] {
    return [...this.#results.keys()];
  }
}
