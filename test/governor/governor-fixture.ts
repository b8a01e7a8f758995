import type { GovernorSettings } from '../../lambdas/contract/governor-settings';
import { createGovernorHandler } from '../../lambdas/governor/create-governor-handler';
import type { GovernorDependencies } from '../../lambdas/governor/ports';
import { InMemoryAlarms } from '../in-memory/in-memory-alarms';
import { InMemoryGovernorStore } from '../in-memory/in-memory-governor-store';
import { InMemoryStageThrottle } from '../in-memory/in-memory-stage-throttle';
import { RecordingLog } from '../in-memory/recording-log';
import { RecordingMetrics } from '../in-memory/recording-metrics';

export const startMs = Date.UTC(2026, 10, 23, 3, 0, 0);

/** Five throttles: 80 a second, 40, 20, 10, and the floor, 6. */
export const settings: GovernorSettings = {
  ratePerSecond: 80,
  burst: 160,
  floorPerSecond: 6,
  alarms: ['ingest-errors', 'ack-slow'],
};
export const configured = { ratePerSecond: 80, burst: 160 };
export const halved = { ratePerSecond: 40, burst: 80 };
export const quartered = { ratePerSecond: 20, burst: 40 };

/** What EventBridge hands to the target of a schedule. */
export const minuteEvent = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-11-23T03:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:events:us-east-1:123456789012:rule/each-minute'],
  detail: {},
};

/** What a CloudWatch alarm hands to the function that is its action. */
export const alarmEvent = (
  alarmName: string,
  value: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA',
  changedAtMs: number,
): unknown => ({
  source: 'aws.cloudwatch',
  alarmArn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarmName}`,
  accountId: '123456789012',
  time: new Date(changedAtMs).toISOString().replace('Z', '+0000'),
  region: 'us-east-1',
  alarmData: {
    alarmName,
    state: {
      value,
      reason: 'Threshold Crossed: 1 datapoint was greater than or equal to the threshold.',
      timestamp: new Date(changedAtMs).toISOString().replace('Z', '+0000'),
    },
    previousState: { value: 'OK', reason: 'none', timestamp: '2026-11-23T02:00:00.000+0000' },
    configuration: { metrics: [] },
  },
});

/** Calls of the ports, by name, in their order. */
const recorded = (deps: GovernorDependencies, calls: string[]): GovernorDependencies => {
  const note = <Result>(name: string, act: () => Promise<Result>): Promise<Result> => {
    calls.push(name);
    return act();
  };
  return {
    ...deps,
    store: {
      read: () => note('read-state', () => deps.store.read()),
      write: (state) => note('write-state', () => deps.store.write(state)),
    },
    alarms: { read: (names) => note('read-alarms', () => deps.alarms.read(names)) },
    throttle: {
      read: () => note('read-throttle', () => deps.throttle.read()),
      set: (throttle) => note('set-throttle', () => deps.throttle.set(throttle)),
    },
  };
};

export const governorFixture = () => {
  const store = new InMemoryGovernorStore();
  const alarms = new InMemoryAlarms();
  const throttle = new InMemoryStageThrottle(configured);
  const log = new RecordingLog();
  const metrics = new RecordingMetrics();
  const clock = { nowMs: startMs };
  const calls: string[] = [];
  for (const name of settings.alarms) alarms.turn(name, 'off', startMs - 86_400_000);
  const handler = createGovernorHandler(
    { settings },
    recorded({ clock: { now: () => clock.nowMs }, log, metrics, store, alarms, throttle }, calls),
  );
  return {
    store,
    alarms,
    throttle,
    log,
    metrics,
    clock,
    calls,
    handler,
    /** Minutes go by, each with a run at its end. */
    minutes: async (count: number) => {
      for (let minute = 0; minute < count; minute += 1) {
        clock.nowMs += 60_000;
        await handler(minuteEvent);
      }
    },
    /** An alarm changes now, and invokes the governor. */
    turn: (name: string, to: 'on' | 'off') => {
      alarms.turn(name, to, clock.nowMs);
      return handler(alarmEvent(name, to === 'on' ? 'ALARM' : 'OK', clock.nowMs));
    },
  };
};

export type GovernorFixture = ReturnType<typeof governorFixture>;
