import type * as fc from 'fast-check';
import { createGovernorHandler } from '../../lambdas/governor/create-governor-handler';
import type { GovernorDependencies } from '../../lambdas/governor/ports';
import { InMemoryAlarms } from '../in-memory/in-memory-alarms';
import { InMemoryGovernorStore } from '../in-memory/in-memory-governor-store';
import { InMemoryStageThrottle } from '../in-memory/in-memory-stage-throttle';
import { RecordingLog } from '../in-memory/recording-log';
import { RecordingMetrics } from '../in-memory/recording-metrics';
import { alarmEvent, configured, minuteEvent, settings, startMs } from './governor-fixture';

/**
 * What happens at the `atCall`th call of a run: it dies before or after the call, the call fails, its reply is lost, or
 * the call is given up and has its effect four minutes later: within the five for which the governor looks after it.
 */
export interface Fate {
  readonly atCall: number;
  readonly kind: 'dies-before' | 'dies-after' | 'fails' | 'reply-lost' | 'late';
}

/** A run of the governor within a minute. */
export interface Invocation {
  /** An alarm that changes then; nothing: it is the rule that invokes. */
  readonly alarm?: { readonly name: string; readonly to: 'on' | 'off' } | undefined;
  /** CloudWatch, or EventBridge, does not get it through. */
  readonly isLost: boolean;
  readonly offsetMs: number;
  readonly fate?: Fate | undefined;
}

export interface Minute {
  readonly invocations: readonly Invocation[];
  /** At its end the stage gets the throttle of the template. */
  readonly isDeployed: boolean;
}

/** A governor in virtual time, with what it governs. Runs of one minute overlap as the scheduler likes. */
export class GovernorWorld {
  readonly store = new InMemoryGovernorStore();
  readonly alarms = new InMemoryAlarms();
  readonly throttle = new InMemoryStageThrottle(configured);
  nowMs = startMs;
  /** Calls of the ports in the last minute. */
  calls = 0;
  readonly #scheduler: fc.Scheduler;
  #late: { readonly atMs: number; readonly act: () => Promise<unknown> }[] = [];

  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler;
    for (const name of settings.alarms) this.alarms.turn(name, 'off', startMs - 86_400_000);
  }

  async pass({ invocations, isDeployed }: Minute): Promise<void> {
    this.calls = 0;
    await this.#haveLateEffects();
    for (const invocation of invocations) this.#invoke(invocation);
    await this.#scheduler.waitIdle();
    if (isDeployed) this.throttle.current = configured;
    this.nowMs += 60_000;
  }

  /** Minutes in which nothing goes wrong. */
  async passQuietly(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await this.pass({ invocations: [{ isLost: false, offsetMs: 0 }], isDeployed: false });
    }
  }

  async #haveLateEffects(): Promise<void> {
    const due = this.#late.filter(({ atMs }) => atMs <= this.nowMs);
    this.#late = this.#late.filter(({ atMs }) => atMs > this.nowMs);
    for (const { act } of due) await act();
  }

  #invoke({ alarm, isLost, offsetMs, fate }: Invocation): void {
    const atMs = this.nowMs + offsetMs;
    if (alarm) this.alarms.turn(alarm.name, alarm.to, atMs);
    if (isLost) return;
    const handler = createGovernorHandler({ settings }, this.#dependencies(atMs, fate));
    const event = alarm ? alarmEvent(alarm.name, alarm.to === 'on' ? 'ALARM' : 'OK', atMs) : minuteEvent;
    // It rejects when a call failed; when it died, it does not end.
    handler(event).catch(() => undefined);
  }

  #dependencies(atMs: number, fate: Fate | undefined): GovernorDependencies {
    const { store, alarms, throttle } = this;
    let call = 0;
    const guarded = async <Result>(act: () => Promise<Result>): Promise<Result> => {
      await this.#scheduler.schedule(Promise.resolve());
      this.calls += 1;
      call += 1;
      return call === fate?.atCall ? this.#suffer(fate.kind, act) : act();
    };
    return {
      clock: { now: () => atMs },
      log: new RecordingLog(),
      metrics: new RecordingMetrics(),
      store: {
        read: () => guarded(() => store.read()),
        write: (state) => guarded(() => store.write(state)),
      },
      alarms: { read: (names) => guarded(() => alarms.read(names)) },
      throttle: {
        read: () => guarded(() => throttle.read()),
        set: (to) => guarded(() => throttle.set(to)),
      },
    };
  }

  async #suffer<Result>(kind: Fate['kind'], act: () => Promise<Result>): Promise<Result> {
    if (kind === 'dies-after' || kind === 'reply-lost') await act();
    if (kind === 'late') this.#late.push({ atMs: this.nowMs + 4 * 60_000, act });
    if (kind === 'dies-before' || kind === 'dies-after') await new Promise(() => undefined);
    throw new Error(kind);
  }
}
