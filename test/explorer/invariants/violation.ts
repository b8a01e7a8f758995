import type { Trail } from '../choices/choices';
import type { Request } from '../run/everything-sent';
import type { Ending } from '../simulation/simulation';
import type { World } from '../world/world';

/** Which of the design's invariants does not hold. `REST`: a run that never ends; `FAST`: an answer that took too long. */
export type InvariantName = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'REST' | 'FAST';

export interface Violation {
  readonly invariant: InvariantName;
  /** What is wrong, in a sentence. */
  readonly problem: string;
}

/** A run that is over. */
export interface EndedRun {
  readonly trail: Trail;
  readonly world: World;
  readonly ending: Ending;
  readonly requests: readonly Request[];
}
