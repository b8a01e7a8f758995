/**
 * What a choice decides: a fault that is injected, which of several calls is answered first, or what happens in the
 * scenario (an order of arrival, a sender's duplicate).
 */
export type ChoiceKind = 'fault' | 'schedule' | 'input';

/** A choice that was made in a run. 0 is always what normally happens. */
export interface Choice {
  readonly kind: ChoiceKind;
  readonly options: number;
  readonly chosen: number;
  /** What was chosen about; told only where somebody asks for it. */
  readonly label: string;
}

/** All choices of a run, in their order: with them it can be repeated. */
export type Trail = readonly Choice[];

/** Decides one choice. */
export interface Strategy {
  /** @returns from 0 to `options - 1`; anything else counts as 0 */
  decide(question: Question): number;
}

export interface Question {
  /** Which choice of the run, counted from 0. */
  readonly at: number;
  readonly kind: ChoiceKind;
  readonly options: number;
  readonly label: () => string;
}

/** Everything that is left open in a run is asked here, and nothing else decides: the same answers, the same run. */
export class Choices {
  readonly trail: Choice[] = [];
  readonly #strategy: Strategy;
  readonly #isLabelled: boolean;

  constructor(strategy: Strategy, { isLabelled = false } = {}) {
    this.#strategy = strategy;
    this.#isLabelled = isLabelled;
  }

  /** @returns from 0 to `options - 1` */
  choose(kind: ChoiceKind, options: number, label: () => string): number {
    if (options < 2) return 0;
    const answer = this.#strategy.decide({ at: this.trail.length, kind, options, label });
    const chosen = answer > 0 && answer < options ? answer : 0;
    this.trail.push({ kind, options, chosen, label: this.#isLabelled ? label() : '' });
    return chosen;
  }
}
