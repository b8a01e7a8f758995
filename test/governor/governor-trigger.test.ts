import { readTrigger } from '../../lambdas/governor/governor-trigger';
import { alarmEvent, minuteEvent, startMs } from './governor-fixture';

const known = ['ingest-errors', 'ack-slow'];

describe('what invokes the governor', () => {
  it('is the rule', () => {
    expect(readTrigger(minuteEvent, known)).toEqual({ kind: 'minute' });
  });

  it.each([
    ['ALARM', true],
    ['OK', false],
    ['INSUFFICIENT_DATA', false],
  ] as const)('is an alarm that has come into the state %s', (value, isOn) => {
    expect(readTrigger(alarmEvent('ack-slow', value, startMs + 490), known)).toEqual({
      kind: 'alarm',
      status: { name: 'ack-slow', isOn, changedAtMs: startMs + 490 },
    });
  });

  it.each([
    ['2026-11-23T03:00:00.490+0000', startMs + 490],
    ['2026-11-23T04:00:00+0100', startMs],
    ['2026-11-23T02:30:00-00:30', startMs],
    ['2026-11-23T03:00:00.490Z', startMs + 490],
  ])('is an alarm whose time is written %s', (timestamp, changedAtMs) => {
    const event = {
      source: 'aws.cloudwatch',
      alarmData: { alarmName: 'ack-slow', state: { value: 'ALARM', timestamp } },
    };
    expect(readTrigger(event, known)).toMatchObject({ status: { changedAtMs } });
  });

  it('is no alarm that it was not told of', () => {
    expect(() => readTrigger(alarmEvent('disk-full', 'ALARM', startMs), known)).toThrow(
      'The alarm "disk-full" has invoked the function, which listens to ingest-errors, ack-slow.',
    );
  });

  const state = { value: 'ALARM', timestamp: '2026-11-23T03:00:00.000+0000' };
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'ALARM'],
    ['an empty object', {}],
    ['another event of EventBridge', { ...minuteEvent, 'detail-type': 'EC2 Instance Launch' }],
    ['a rule about alarms', { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' }],
    ['an SNS notification', { Records: [{ Sns: { Message: '{}' } }] }],
    [
      'an unknown state',
      { source: 'aws.cloudwatch', alarmData: { alarmName: 'ack-slow', state: { ...state, value: 'RED' } } },
    ],
    [
      'no time',
      { source: 'aws.cloudwatch', alarmData: { alarmName: 'ack-slow', state: { value: 'ALARM' } } },
    ],
    [
      'no date',
      {
        source: 'aws.cloudwatch',
        alarmData: { alarmName: 'ack-slow', state: { ...state, timestamp: '2026-13-23T03:00:00Z' } },
      },
    ],
    [
      'a vague time',
      {
        source: 'aws.cloudwatch',
        alarmData: { alarmName: 'ack-slow', state: { ...state, timestamp: 'Nov 23 2026' } },
      },
    ],
    ['another source', { source: 'aws.events', alarmData: { alarmName: 'ack-slow', state } }],
  ])('is not %s', (_, event) => {
    expect(() => readTrigger(event, known)).toThrow(/^The function was invoked with /);
    expect(() => readTrigger(event, known)).toThrow(JSON.stringify(event) ?? 'nothing');
  });
});
