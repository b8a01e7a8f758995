import * as z from 'zod/mini';
import { UnknownAlarmError, UnknownInvocationError } from './errors';
import type { AlarmStatus } from './ports';

/** What makes the governor run: the rule each minute, or an alarm that has changed. */
export type GovernorTrigger =
  { readonly kind: 'minute' } | { readonly kind: 'alarm'; readonly status: AlarmStatus };

/** What EventBridge hands to the target of a schedule that has no input of its own. */
const scheduledEventSchema = z.object({
  source: z.literal('aws.events'),
  'detail-type': z.literal('Scheduled Event'),
});

/** CloudWatch writes `2023-08-04T12:36:15.490+0000`, whose offset ISO 8601 would have with a colon. */
const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(timeMs(text));

const timeMs = (text: string): number => Date.parse(text.replace(/([+-]\d\d):?(\d\d)$/, '$1:$2'));

/** What a CloudWatch alarm hands to the function that is its action, as far as it is read. */
const alarmEventSchema = z.object({
  source: z.literal('aws.cloudwatch'),
  alarmData: z.object({
    alarmName: z.string(),
    state: z.object({
      value: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
      timestamp: z.string().check(z.refine(isTime)),
    }),
  }),
});

/**
 * @param alarms names of the alarms that the governor listens to
 * @throws {UnknownInvocationError}
 * @throws {UnknownAlarmError}
 */
export const readTrigger = (event: unknown, alarms: readonly string[]): GovernorTrigger => {
  if (scheduledEventSchema.safeParse(event).success) return { kind: 'minute' };
  const parsed = alarmEventSchema.safeParse(event);
  if (!parsed.success) throw new UnknownInvocationError(JSON.stringify(event) ?? 'nothing');
  const { alarmName: name, state } = parsed.data.alarmData;
  if (!alarms.includes(name)) throw new UnknownAlarmError(name, alarms);
  return {
    kind: 'alarm',
    status: { name, isOn: state.value === 'ALARM', changedAtMs: timeMs(state.timestamp) },
  };
};
