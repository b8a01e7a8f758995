import { type Bounds, exploreAll } from '../choices/explore-all';
import { drawingLots } from '../choices/random-strategy';
import { following, type Script, scriptOf } from '../choices/script';
import { shrink } from '../choices/shrink';
import type { Violation } from '../invariants/violation';
import type { Scenario } from '../world/scenario';
import { Player } from './play';
import type { Run } from './run-once';

/** A run that went wrong. */
export interface Finding {
  readonly violations: readonly Violation[];
  /** The shortest one that was found to go wrong in the same way. */
  readonly script: Script;
  /** How many runs it took. */
  readonly afterRuns: number;
  /** It went wrong once, and the same choices did not lead there again. */
  readonly isReproducible: boolean;
}

/** What exploring came to. */
export interface Exploration {
  readonly runs: number;
  /** All steps of all runs. */
  readonly steps: number;
  /** Longest list of choices that a run had. */
  readonly choices: number;
  readonly finding?: Finding;
}

/** Runs of one scenario, until one goes wrong. */
export class Explorer {
  readonly #player: Player;
  #runs = 0;
  #steps = 0;
  #choices = 0;
  #finding: Finding | undefined;

  constructor(scenario: Scenario) {
    this.#player = new Player(scenario);
  }

  get result(): Exploration {
    return {
      runs: this.#runs,
      steps: this.#steps,
      choices: this.#choices,
      ...(this.#finding && { finding: this.#finding }),
    };
  }

  /** Every run within the bounds. */
  async exploreAll(bounds: Bounds): Promise<void> {
    await exploreAll(bounds, async (script) => {
      const run = await this.#player.play(following(script));
      return (await this.#note(run)) ? undefined : run.trail;
    });
  }

  /** So many runs at random; run number n of a seed is always the same. */
  async exploreAtRandom(runs: number, seed: number): Promise<void> {
    for (let number = 0; number < runs && !this.#finding; number += 1) {
      await this.#note(await this.#player.play(drawingLots(seedOf(seed, number))));
    }
  }

  async #note(run: Run): Promise<boolean> {
    this.#runs += 1;
    this.#steps += run.world.simulation.steps;
    this.#choices = Math.max(this.#choices, run.trail.length);
    if (run.violations.length === 0) return false;
    this.#finding = await this.#describe(run);
    return true;
  }

  /** As short as it can be made, with the same invariant broken. */
  async #describe({ trail, violations }: Run): Promise<Finding> {
    const broken = violations[0]?.invariant;
    const isSame = (found: readonly Violation[]): boolean =>
      found.some(({ invariant }) => invariant === broken);
    const script = await shrink(scriptOf(trail), async (strategy) => {
      const run = await this.#player.play(strategy, { isLabelled: true });
      return { isWrong: isSame(run.violations), trail: run.trail };
    });
    const again = await this.#player.play(following(script));
    const isReproducible = isSame(again.violations);
    return {
      violations: isReproducible ? again.violations : violations,
      script,
      afterRuns: this.#runs,
      isReproducible,
    };
  }
}

/** Seeds that are near each other must not lead to the same runs. */
const seedOf = (seed: number, number: number): number => Math.imul(seed, 0x9e3779b1) + number;
