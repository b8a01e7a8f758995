import { errorName } from '../core/error-name';
import type { Log } from '../core/ports';

/** What the guard does for one module or dependency, and what can fail by itself. */
export type GuardStep =
  | 'read-notes'
  | 'read-breaker'
  | 'read-mapping'
  | 'pause'
  | 'resume'
  | 'count-waiting'
  | 'probe'
  | 'receive'
  | 'invoke'
  | 'confirm';

export interface StepPlace {
  readonly step: GuardStep;
  readonly module?: string;
  readonly dependency?: string;
}

export interface StepFailure extends StepPlace {
  readonly errorName: string;
}

/** Keeps the failure of one step from being the end of the others. */
export class GuardSteps {
  readonly failures: StepFailure[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** @returns what `run` gives; `undefined` if it fails, which is logged and kept */
  async attempt<Result>(place: StepPlace, run: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await run();
    } catch (error) {
      this.fail({ ...place, errorName: errorName(error) });
      return undefined;
    }
  }

  fail(failure: StepFailure): void {
    this.#log.error('GUARD_STEP_FAILED', failure);
    this.failures.push(failure);
  }
}
