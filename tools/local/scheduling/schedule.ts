import { type Clock, repeat, systemClock } from '../clock';
import type { InvocationOutcome } from '../lambda/invocation';
import type { ScheduleDefinition } from '../model';
import { scheduledEvent } from './scheduled-event';

/** A schedule has run its function. */
export interface ScheduleEvent {
  readonly kind: 'schedule';
  readonly scheduleLogicalId: string;
  readonly outcome: InvocationOutcome;
}

export interface ScheduleOptions {
  readonly definition: ScheduleDefinition;
  readonly region: string;
  readonly accountId: string;
  /** Runs the function. Never rejects. */
  readonly invoke: (event: unknown) => Promise<InvocationOutcome>;
  /** Measures the periods. Default: real time. */
  readonly clock?: Clock;
  readonly onEvent?: (event: ScheduleEvent) => void;
}

/**
 * Runs a function at the end of every period, the first time one period after `start`. A period that ends while the
 * function still runs is left out; a run that failed changes nothing for the next one.
 */
export class Schedule {
  readonly #options: ScheduleOptions;
  readonly #clock: Clock;
  /** Runs that have not ended, each waiting for the one before. */
  #underWay = 0;
  #last: Promise<unknown> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: ScheduleOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Begins to measure periods; does nothing when it does so already. */
  start(): void {
    if (this.#cancel !== undefined) return;
    const periodMs = this.#options.definition.everySeconds * 1000;
    this.#cancel = repeat(this.#clock, periodMs, () => {
      if (this.#underWay === 0) void this.fire();
    });
  }

  /** Runs the function now, or when the run under way has ended. */
  fire(): Promise<InvocationOutcome> {
    this.#underWay += 1;
    const run = this.#last.then(() => this.#run());
    this.#last = run;
    return run;
  }

  /** No run begins after this by itself, and none is told of; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#last;
  }

  async #run(): Promise<InvocationOutcome> {
    const { definition, region, accountId, invoke, onEvent } = this.#options;
    const ownEvent = (): unknown =>
      scheduledEvent({ ruleArn: definition.arn, nowMs: this.#clock.now(), region, accountId });
    const outcome = await invoke('input' in definition ? definition.input : ownEvent());
    this.#underWay -= 1;
    if (!this.#stopped) onEvent?.({ kind: 'schedule', scheduleLogicalId: definition.logicalId, outcome });
    return outcome;
  }
}
