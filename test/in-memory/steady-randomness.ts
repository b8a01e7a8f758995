import type { Randomness } from '../../lambdas/core/ports';

/** The middle of every range, so that a delay is what was computed; ids are counted. */
export class SteadyRandomness implements Randomness {
  #ids = 0;

  fraction(): number {
    return 0.5;
  }

  id(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }
}
