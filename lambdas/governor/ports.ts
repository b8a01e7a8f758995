import type { ThrottlePosition } from '../core/throttling/next-step';
import type { Throttle } from '../core/throttling/throttle-steps';
import type { Clock, Log, Metrics } from '../core/ports';

/** The governor's state as it is stored. */
export interface GovernorState extends ThrottlePosition {
  /** Of the item; 0 if there is none, which stands for step 0. */
  readonly version: number;
}

export interface GovernorStore {
  /** As the last write left it. */
  read(): Promise<GovernorState>;
  /**
   * Stores the position under the next version, if the stored version is still the state's.
   *
   * @returns `conflict` when another run has written meanwhile
   */
  write(state: GovernorState): Promise<'written' | 'conflict'>;
}

/** What an alarm says. */
export interface AlarmStatus {
  readonly name: string;
  /** It is in the state ALARM. Without data it is not. */
  readonly isOn: boolean;
  /** When it came into its state, in milliseconds since the epoch. */
  readonly changedAtMs: number;
}

export interface Alarms {
  /**
   * The alarms with these names. One that does not exist is left out.
   *
   * @param names 1–100
   */
  read(names: readonly string[]): Promise<readonly AlarmStatus[]>;
}

/** The throttle of the API's stage, for all its methods. */
export interface StageThrottle {
  /** @returns `undefined` if the stage has none */
  read(): Promise<Throttle | undefined>;
  set(throttle: Throttle): Promise<void>;
}

export interface GovernorDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly store: GovernorStore;
  readonly alarms: Alarms;
  readonly throttle: StageThrottle;
}
