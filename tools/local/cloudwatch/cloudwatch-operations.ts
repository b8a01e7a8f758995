import * as z from 'zod';
import { accepted } from '../control/read-json';
import { ServiceError } from '../control/service-error';
import { alarmStates } from '../model';
import type { Alarm, Alarms } from './alarms';
import { getMetricData } from './get-metric-data';
import type { Metrics } from './metrics';

/** Runs an operation (`SetAlarmState`) with what its request says; times in the answer are `Date`s. */
export type CloudWatchOperation = (input: unknown) => Readonly<Record<string, unknown>>;

const stateValue = z.enum(alarmStates);

const setAlarmState = z.object({
  AlarmName: z.string().min(1).max(255),
  StateValue: stateValue,
  StateReason: z.string().max(1023),
  StateReasonData: z.string().max(4000).optional(),
});

const describeAlarms = z.object({
  AlarmNames: z.array(z.string()).max(100).optional(),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).optional(),
  StateValue: stateValue.optional(),
});

const invalid = 'ValidationError';

export interface CloudWatchState {
  readonly alarms: Alarms;
  readonly metrics: Metrics;
}

/** What the local CloudWatch can do. Throws `ServiceError` for any other operation. */
export const cloudWatchOperation = (
  name: string,
  { alarms, metrics }: CloudWatchState,
): CloudWatchOperation => {
  switch (name) {
    case 'SetAlarmState':
      return (input) => {
        const request = accepted(input, setAlarmState, invalid);
        const { AlarmName, StateValue: value, StateReason: reason, StateReasonData: reasonData } = request;
        alarms.setState(AlarmName, { value, reason, reasonData });
        return {};
      };
    case 'DescribeAlarms':
      return (input) => described(alarms.all, accepted(input, describeAlarms, invalid));
    case 'GetMetricData':
      return (input) => getMetricData(input, metrics);
    default:
      throw new ServiceError(
        404,
        'UnknownOperationException',
        `The local CloudWatch has no operation ${name}. It has SetAlarmState, DescribeAlarms and GetMetricData.`,
      );
  }
};

/** All on one page. As on AWS, composite alarms are shown only if they are asked for. */
const described = (
  alarms: readonly Alarm[],
  wish: z.output<typeof describeAlarms>,
): Readonly<Record<string, unknown>> => {
  const { AlarmNames: names, AlarmNamePrefix: prefix = '', StateValue: value } = wish;
  const { AlarmTypes: types = ['MetricAlarm'] } = wish;
  const fitting = alarms.filter(
    ({ definition: { name }, state }) =>
      (names?.includes(name) ?? true) && name.startsWith(prefix) && (value ?? state.value) === state.value,
  );
  const shown = (kind: Alarm['definition']['kind'], type: (typeof types)[number]): readonly unknown[] =>
    types.includes(type) ? fitting.filter(({ definition }) => definition.kind === kind).map(shownAlarm) : [];
  return {
    MetricAlarms: shown('metric', 'MetricAlarm'),
    CompositeAlarms: shown('composite', 'CompositeAlarm'),
  };
};

const shownAlarm = ({ definition, state }: Alarm): unknown => ({
  AlarmName: definition.name,
  AlarmArn: definition.arn,
  ...(definition.description !== undefined && { AlarmDescription: definition.description }),
  ActionsEnabled: definition.actionsEnabled,
  OKActions: definition.actions.OK,
  AlarmActions: definition.actions.ALARM,
  InsufficientDataActions: definition.actions.INSUFFICIENT_DATA,
  StateValue: state.value,
  StateReason: state.reason,
  ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
  StateUpdatedTimestamp: new Date(state.sinceMs),
});
