import type { Clock } from '../../lambdas/core/ports';
import { systemClock } from '../../lambdas/adapters/system-clock';
import {
  EffectInProgressError,
  type Invocation,
  type JsonValue,
  type Once,
  type OnceResult,
} from '../../lambdas/processor/ports';

/** Remembers what effects gave. */
export class InMemoryOnce implements Once {
  readonly #results = new Map<string, string>();
  /** Until when an effect that runs keeps others from running, in milliseconds since the epoch. */
  readonly #runningUntil = new Map<string, number>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  async run<Result extends JsonValue | void>(
    key: string,
    effect: () => Promise<Result>,
    invocation: Invocation,
  ): Promise<OnceResult<Result>> {
    const known = this.#results.get(key);
    if (known !== undefined) return resultOf<Result>(known, true);
    const now = this.#clock.now();
    const until = this.#runningUntil.get(key);
    if (until !== undefined && until >= now)
      throw new EffectInProgressError('The effect is still in progress.');
    this.#runningUntil.set(key, now + invocation.remainingMs());
    try {
      const result = JSON.stringify({ value: await effect() });
      this.#results.set(key, result);
      return resultOf<Result>(result, false);
    } finally {
      this.#runningUntil.delete(key);
    }
  }

  get keys(): readonly string[] {
    return [...this.#results.keys()];
  }
}

const resultOf = <Result>(json: string, isRepeated: boolean): OnceResult<Result> => {
  // Only an effect with the same key, and so the same type, has put it there.
  const { value: result }: { readonly value: Result } = JSON.parse(json);
  return { result, isRepeated };
};
