import { errorName } from '../core/error-name';

export interface GovernorFailure {
  readonly step: 'read-state' | 'read-alarms' | 'read-throttle' | 'set-throttle' | 'write-state';
  /** Class of the error. */
  readonly errorName: string;
}

/** What one run came to. */
export interface GovernorRun {
  readonly change: 'lowered' | 'raised' | 'none';
  /** The throttle's step after the run, as far as the run knows. */
  readonly step: number;
  /** The stage had another throttle than its step says, and was given it. */
  readonly isPutBack: boolean;
  /** Names of the alarms that are on. */
  readonly alarmsOn: readonly string[];
  /** In their order. */
  readonly failures: readonly GovernorFailure[];
}

/** Keeps what fails, so that a run does all that can be done in spite of it. */
export class FailureTally {
  readonly failures: GovernorFailure[] = [];

  /** @returns what `act` resolves to, `undefined` if it failed */
  async attempt<Result>(
    step: GovernorFailure['step'],
    act: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await act();
    } catch (error) {
      this.failures.push({ step, errorName: errorName(error) });
      return undefined;
    }
  }
}
