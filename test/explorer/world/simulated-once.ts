import type { Clock } from '../../../lambdas/core/ports';
import { StoreUnavailableError } from '../../../lambdas/core/failure/errors';
import {
  EffectInProgressError,
  type Invocation,
  type JsonValue,
  type Once,
  type OnceResult,
} from '../../../lambdas/processor/ports';
import type { IdempotencyTable } from './idempotency-table';

/**
 * What `PowertoolsOnce` does, call by call, so that each of its calls can fail: put the record, run the effect, mark the
 * record as done; or remove it when the effect throws.
 */
export class SimulatedOnce implements Once {
  readonly #table: IdempotencyTable;
  readonly #clock: Clock;

  constructor(table: IdempotencyTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async run<Result extends JsonValue | void>(
    key: string,
    effect: () => Promise<Result>,
    invocation: Invocation,
  ): Promise<OnceResult<Result>> {
    const untilMs = this.#clock.now() + Math.max(1, Math.ceil(invocation.remainingMs()));
    const known = await persisted(() => this.#table.begin(key, untilMs));
    if (known?.kind === 'in progress')
      throw new EffectInProgressError('The effect is in progress elsewhere.');
    if (known) return resultOf<Result>(known.result, true);
    const result = await this.#runEffect(key, effect);
    await persisted(() => this.#table.finish(key, result));
    return resultOf<Result>(result, false);
  }

  async #runEffect(key: string, effect: () => Promise<unknown>): Promise<string> {
    try {
      return JSON.stringify({ value: await effect() });
    } catch (error) {
      await persisted(() => this.#table.remove(key));
      throw error;
    }
  }
}

const resultOf = <Result>(json: string, isRepeated: boolean): OnceResult<Result> => {
  // Only an effect with the same key, and so the same type, has put it there.
  const { value: result }: { readonly value: Result } = JSON.parse(json);
  return { result, isRepeated };
};

const persisted = async <Result>(call: () => Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (cause) {
    throw new StoreUnavailableError('The idempotency table cannot be used.', { cause });
  }
};
