import type { Clock } from '../clock';
import { ServiceError } from '../control/service-error';
import type { AlarmDefinition, AlarmState } from '../model';

export interface StateOfAlarm {
  readonly value: AlarmState;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string | undefined;
  readonly sinceMs: number;
}

export interface Alarm {
  readonly definition: AlarmDefinition;
  readonly state: StateOfAlarm;
}

/** An alarm has entered another state. */
export interface AlarmChange extends Alarm {
  readonly previous: StateOfAlarm;
}

/** The alarms of a stack and their states, which change only when somebody sets them. */
export class Alarms {
  readonly #clock: Clock;
  readonly #onChange: (change: AlarmChange) => void;
  readonly #alarms: Map<string, Alarm>;

  constructor(
    definitions: readonly AlarmDefinition[],
    { clock, onChange }: { readonly clock: Clock; readonly onChange: (change: AlarmChange) => void },
  ) {
    this.#clock = clock;
    this.#onChange = onChange;
    const state = { reason: 'The local runner has no metrics.', sinceMs: clock.now() };
    this.#alarms = new Map(
      definitions.map((definition) => [
        definition.name,
        { definition, state: { ...state, value: definition.initialState } },
      ]),
    );
  }

  get all(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  /** An alarm that is in that state already gets the new reason, and nobody hears of it. Throws `ServiceError`. */
  setState(name: string, { value, reason, reasonData }: Omit<StateOfAlarm, 'sinceMs'>): void {
    const alarm = this.#alarms.get(name);
    if (alarm === undefined) throw new ServiceError(404, 'ResourceNotFound', `There is no alarm ${name}.`);
    const { definition, state: previous } = alarm;
    const state = { value, reason, reasonData, sinceMs: this.#clock.now() };
    this.#alarms.set(name, { definition, state });
    if (value !== previous.value) this.#onChange({ definition, state, previous });
  }
}
