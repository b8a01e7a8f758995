import type { Clock, Timer } from '../../../lambdas/core/ports';
import type { ChoiceKind, Choices } from '../choices/choices';

/** What a trace is told: when, who, what. Nothing is told where nobody listens. */
export type Telling = (line: {
  readonly atMs: number;
  readonly actor: string;
  readonly text: string;
}) => void;

export interface SimulationOptions {
  readonly choices: Choices;
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  readonly tell?: Telling | undefined;
}

export interface Horizon {
  /** Time at which everything must have come to rest. */
  readonly untilMs: number;
  readonly maxSteps: number;
}

/** How a simulation ended. `rest`: nothing is left to be done. */
export type Ending = 'rest' | 'out of time' | 'out of steps';

interface Task {
  readonly name: () => string;
  readonly run: () => void;
}

export interface Alarm {
  readonly atMs: number;
  readonly run: () => void;
}

/** What a schedule does next, of which nobody is told before it is due. */
export type Schedule = () => Alarm | undefined;

/** More than this many calls at once are not told apart when the next one is chosen. */
const maxRivals = 4;

/**
 * Virtual time, and the order in which things happen in it. Whoever wants to do something with the outside world asks
 * for a turn; turns are taken one at a time, and all code that follows from one runs before the next. Time stands
 * still while anybody waits for a turn, and then jumps to the next alarm.
 */
export class Simulation implements Clock, Timer {
  readonly choices: Choices;
  readonly #tell: Telling | undefined;
  readonly #tasks: Task[] = [];
  /** In the order in which they go off. */
  readonly #alarms: Alarm[] = [];
  readonly #schedules: Schedule[] = [];
  #nowMs: number;
  #failure: { readonly error: unknown } | undefined;
  steps = 0;
  /** Rejections that nobody handled: they end a process of Lambda's. */
  readonly unhandled: unknown[] = [];

  constructor({ choices, startMs, tell }: SimulationOptions) {
    this.choices = choices;
    this.#nowMs = startMs;
    this.#tell = tell;
  }

  now(): number {
    return this.#nowMs;
  }

  get isTold(): boolean {
    return this.#tell !== undefined;
  }

  tell(actor: string, text: () => string): void {
    this.#tell?.({ atMs: this.#nowMs, actor, text: text() });
  }

  choose(kind: ChoiceKind, options: number, label: () => string): number {
    return this.choices.choose(kind, options, label);
  }

  /** Runs something at its turn. */
  enqueue(name: () => string, run: () => void): void {
    this.#tasks.push({ name, run });
  }

  /** See `Timer`. What goes off at the same time goes off in the order in which it was asked for. */
  after(ms: number, run: () => void): () => void {
    const alarm = { atMs: this.#nowMs + Math.max(0, ms), run };
    const place = this.#alarms.findLastIndex(({ atMs }) => atMs <= alarm.atMs) + 1;
    this.#alarms.splice(place, 0, alarm);
    return () => {
      const index = this.#alarms.indexOf(alarm);
      if (index >= 0) this.#alarms.splice(index, 1);
    };
  }

  /** A schedule says what it does next each time that nothing else is left to be done now. */
  follow(schedule: Schedule): void {
    this.#schedules.push(schedule);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => void this.after(ms, wake));
  }

  /** Lets somebody act by himself; what he throws ends the simulation. */
  start(act: () => Promise<void>): void {
    act().catch((error: unknown) => (this.#failure ??= { error }));
  }

  /** @throws what an actor threw, which only a mistake in the simulation itself can cause */
  async run(horizon: Horizon): Promise<Ending> {
    const listener = (error: unknown): void => void this.unhandled.push(error);
    process.on('unhandledRejection', listener);
    try {
      return await this.#runUntil(horizon);
    } finally {
      process.off('unhandledRejection', listener);
    }
  }

  async #runUntil({ untilMs, maxSteps }: Horizon): Promise<Ending> {
    for (;;) {
      await everythingElse();
      if (this.#failure) throw this.#failure.error;
      this.steps += 1;
      if (this.steps > maxSteps) return 'out of steps';
      if (this.#tasks.length > 0) {
        this.#takeTurn();
        continue;
      }
      const alarm = this.#nextAlarm();
      if (!alarm) return 'rest';
      if (alarm.atMs > untilMs) return 'out of time';
      this.#nowMs = alarm.atMs;
      alarm.run();
    }
  }

  #nextAlarm(): Alarm | undefined {
    const [alarm] = this.#alarms;
    let next = alarm;
    for (const schedule of this.#schedules) {
      const scheduled = schedule();
      if (scheduled && (next === undefined || scheduled.atMs < next.atMs)) next = scheduled;
    }
    if (next === alarm) this.#alarms.shift();
    return next;
  }

  #takeTurn(): void {
    const rivals = this.#tasks.slice(0, maxRivals);
    const next = this.choices.choose('schedule', rivals.length, () => `turn of ${nameAll(rivals)}`);
    const [task] = this.#tasks.splice(next, 1);
    task?.run();
  }
}

const nameAll = (tasks: readonly Task[]): string => tasks.map(({ name }) => name()).join(' | ');

/** Until no promise is left that can go on. */
const everythingElse = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
