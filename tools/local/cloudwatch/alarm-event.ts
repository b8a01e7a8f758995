import type { AlarmChange, StateOfAlarm } from './alarms';

export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/**
 * What CloudWatch hands to a function that is an alarm's action. The alarm's metrics are left out.
 *
 * Source: CloudWatch user guide, "Invoke a Lambda function from an alarm".
 */
export const alarmEvent = ({ definition, state, previous }: AlarmChange, place: Place): unknown => {
  const { name, arn, description } = definition;
  return {
    source: 'aws.cloudwatch',
    alarmArn: arn,
    accountId: place.accountId,
    time: timeOf(state),
    region: place.region,
    alarmData: {
      alarmName: name,
      state: stateOf(state),
      previousState: stateOf(previous),
      configuration: { ...(description !== undefined && { description }) },
    },
  };
};

/** `2026-04-09T12:00:00.000+0000` */
const timeOf = ({ sinceMs }: StateOfAlarm): string => new Date(sinceMs).toISOString().replace('Z', '+0000');

const stateOf = (state: StateOfAlarm): unknown => {
  const { value, reason, reasonData } = state;
  return { value, reason, ...(reasonData !== undefined && { reasonData }), timestamp: timeOf(state) };
};
