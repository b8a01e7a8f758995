import { isDeepStrictEqual } from 'node:util';
import type { ModuleState } from '../../lambdas/processor/feature-module';
import { type Circumstances, underCircumstances, unlikeCircumstances } from './circumstances';
import type { Given, PureCall } from './wrap-module';

/** Takes what is wrong, in words, and the error that shows where. */
export type Report = (problem: string, cause?: unknown) => void;

/** Checks each call of a function that must be pure, as it may run again at any time. */
export class PurityCheck {
  readonly #report: Report;
  /** What every call gave so far, by what it was given, both as JSON. */
  readonly #results = new Map<string, string>();

  constructor(report: Report) {
    this.#report = report;
  }

  /**
   * Runs it twice, with what it is given unchangeable, at other times and with other chances; and compares with what
   * it gave for the same in any earlier run.
   *
   * @throws what the function throws
   */
  run<G extends Given>(call: PureCall<G>): ModuleState {
    const [now, later] = unlikeCircumstances(call.given.event.time);
    const first = attempt(call, frozen(call.given), now);
    const second = attempt(call, call.given, later);
    if ('error' in first) {
      if ('state' in second) this.#reportImpure(call.name);
      else if ('state' in attempt(call, copyOf(call.given), now)) this.#reportChange(call.name, first.error);
      throw first.error;
    }
    const isRepeatable = 'state' in second && isDeepStrictEqual(first.state, second.state);
    if (!isRepeatable || !this.#isAsBefore(call, first.state)) this.#reportImpure(call.name);
    return first.state;
  }

  #isAsBefore<G extends Given>({ name, given }: PureCall<G>, state: ModuleState): boolean {
    const key = JSON.stringify([name, given]);
    const result = JSON.stringify(state);
    const before = this.#results.get(key) ?? result;
    this.#results.set(key, before);
    return before === result;
  }

  #reportImpure(name: string): void {
    this.#report(
      `${name} gave two different states for the same event; it must use no clock, no randomness and nothing that it remembers`,
    );
  }

  #reportChange(name: string, cause: unknown): void {
    this.#report(`${name} changes the state or the event that it is given; it must make a new state`, cause);
  }
}

type Attempt = { readonly state: ModuleState } | { readonly error: unknown };

const attempt = <G extends Given>({ run }: PureCall<G>, given: G, circumstances: Circumstances): Attempt => {
  try {
    return { state: underCircumstances(circumstances, () => run(given)) };
  } catch (error) {
    return { error };
  }
};

/** Changeable, of what came as JSON. */
export const copyOf = <Value>(value: Value): Value => {
  const copy: Value = JSON.parse(JSON.stringify(value));
  return copy;
};

const frozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
};
