import type { CallEventType } from '../../../lambdas/modules/call-lifecycle/manifest';
import { callLifecycleModule } from '../../../lambdas/modules/call-lifecycle/module';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { type EventSketch, moduleEvent, ModuleRun } from '../../module-kit';

/** Every event of a test is received then, unless the test lets time pass. */
export const startsAt = '2023-10-27T15:00:00Z';

export type StepName = CallEventType extends `call.${infer Name}` ? Name : never;

type More = Partial<EventSketch> & { readonly data?: Readonly<Record<string, unknown>> };

/** @param time on 2023-10-27, such as `14:00:00Z`, or a full RFC 3339 time */
export const sketch = (name: StepName, time: string, { data = {}, ...more }: More = {}): EventSketch => ({
  eventType: `call.${name}`,
  timestamp: time.includes('T') ? time : `2023-10-27T${time}`,
  receivedAt: startsAt,
  data: { conversationId: 'c-1', ...data },
  ...more,
});

export const step = (name: StepName, time: string, more: More = {}): ModuleEvent =>
  moduleEvent(sketch(name, time, more));

/** The events arrive as they are given, at once. */
export const arrived = async (events: readonly ModuleEvent[]): Promise<ModuleRun> => {
  const run = new ModuleRun(callLifecycleModule, { startsAt });
  for (const event of events) await run.deliver(event);
  return run;
};

export const outcomes = (run: ModuleRun, events: readonly ModuleEvent[]) =>
  events.map((event) => run.outcome(event));

/** A time of 2023-10-27 as states have it. */
export const at = (time: string): string =>
  `2023-10-27T${time.includes('.') ? time : `${time}.`}`.padEnd(29, '0').concat('Z');
