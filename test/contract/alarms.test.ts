import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { CloudWatchAlarms } from '../../lambdas/adapters/cloudwatch-alarms';
import type { Alarms } from '../../lambdas/governor/ports';
import { InMemoryAlarms } from '../in-memory/in-memory-alarms';
import { type AwsRequest, type LoopbackAws, startLoopbackAws } from './loopback-aws';

const changedAtMs = Date.UTC(2026, 10, 23, 3, 0, 0, 490);

interface StoredAlarm {
  readonly AlarmName: string;
  readonly StateValue: string;
  /** Seconds since the epoch, as the protocol has it. */
  readonly StateTransitionedTimestamp?: number;
  readonly StateUpdatedTimestamp?: number;
}

const questionSchema = z.object({
  AlarmNames: z.array(z.string()),
  MaxRecords: z.number(),
  NextToken: z.string().optional(),
});

/** CloudWatch with pages of two alarms. */
const alarmsApi =
  (stored: readonly StoredAlarm[]) =>
  ({ body }: AwsRequest) => {
    const { AlarmNames, NextToken } = questionSchema.parse(body);
    const from = Number(NextToken ?? 0);
    const found = stored.filter(({ AlarmName }) => AlarmNames.includes(AlarmName));
    const rest = found.length > from + 2 ? { NextToken: String(from + 2) } : {};
    return { body: { MetricAlarms: found.slice(from, from + 2), CompositeAlarms: [], ...rest } };
  };

const running: LoopbackAws[] = [];
afterEach(async () => {
  for (const aws of running.splice(0)) await aws.close();
});

const inCloudWatch = async (answer: Parameters<typeof startLoopbackAws>[0]) => {
  const aws = await startLoopbackAws(answer);
  running.push(aws);
  return { aws, alarms: new CloudWatchAlarms(new CloudWatchClient(aws.clientConfiguration)) };
};

type States = Readonly<Record<string, 'on' | 'off'>>;

const inMemory = async (states: States): Promise<Alarms> => {
  const alarms = new InMemoryAlarms();
  for (const [name, to] of Object.entries(states)) alarms.turn(name, to, changedAtMs);
  return alarms;
};

const stored = (states: States): StoredAlarm[] =>
  Object.entries(states).map(([AlarmName, to]) => ({
    AlarmName,
    StateValue: to === 'on' ? 'ALARM' : 'OK',
    StateTransitionedTimestamp: changedAtMs / 1000,
    StateUpdatedTimestamp: changedAtMs / 1000 + 600,
  }));

const fixtures: [string, (states: States) => Promise<Alarms>][] = [
  ['in memory', inMemory],
  ['in CloudWatch', async (states) => (await inCloudWatch(alarmsApi(stored(states)))).alarms],
];

describe.each(fixtures)('the alarms %s', (_, create) => {
  it('say whether they are on, and since when', async () => {
    const alarms = await create({ 'ingest-errors': 'on', 'ack-slow': 'off' });
    const statuses = await alarms.read(['ingest-errors', 'ack-slow']);
    expect(statuses).toHaveLength(2);
    expect(statuses).toEqual(
      expect.arrayContaining([
        { name: 'ingest-errors', isOn: true, changedAtMs },
        { name: 'ack-slow', isOn: false, changedAtMs },
      ]),
    );
  });

  it('are those that were asked for', async () => {
    const alarms = await create({ 'ingest-errors': 'on', 'ack-slow': 'on' });
    expect(await alarms.read(['ack-slow'])).toMatchObject([{ name: 'ack-slow' }]);
  });

  it('leave out what does not exist', async () => {
    const alarms = await create({ 'ack-slow': 'on' });
    expect(await alarms.read(['ack-slow', 'gone'])).toMatchObject([{ name: 'ack-slow' }]);
  });

  it('are all given, however many there are', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `alarm-${index}`);
    const alarms = await create(Object.fromEntries(names.map((name) => [name, 'on'])));
    expect((await alarms.read(names)).map(({ name }) => name)).toEqual(names);
  });
});

describe('the alarms in CloudWatch', () => {
  it('are asked for by name, with one call', async () => {
    const { aws, alarms } = await inCloudWatch(alarmsApi([]));
    await alarms.read(['ingest-errors', 'ack-slow']);
    expect(aws.requests).toMatchObject([
      {
        method: 'POST',
        headers: { 'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms' },
        body: {
          AlarmNames: ['ingest-errors', 'ack-slow'],
          AlarmTypes: ['MetricAlarm'],
          MaxRecords: 100,
        },
      },
    ]);
  });

  it('are not on without data', async () => {
    const alarm = { AlarmName: 'a', StateValue: 'INSUFFICIENT_DATA', StateTransitionedTimestamp: 1 };
    const { alarms } = await inCloudWatch(alarmsApi([alarm]));
    expect(await alarms.read(['a'])).toEqual([{ name: 'a', isOn: false, changedAtMs: 1000 }]);
  });

  it('changed when they were last updated, if no more is known', async () => {
    const [updated, unknown] = ['a', 'b'].map((AlarmName) => ({ AlarmName, StateValue: 'ALARM' }));
    if (!updated || !unknown) throw new Error('Two alarms are needed.');
    const { alarms } = await inCloudWatch(alarmsApi([{ ...updated, StateUpdatedTimestamp: 2 }, unknown]));
    expect(await alarms.read(['a', 'b'])).toEqual([
      { name: 'a', isOn: true, changedAtMs: 2000 },
      { name: 'b', isOn: true, changedAtMs: 0 },
    ]);
  });

  it('reject when they may not be read', async () => {
    const { alarms } = await inCloudWatch(() => ({
      status: 400,
      body: { __type: 'AccessDeniedException', message: 'not authorized' },
    }));
    await expect(alarms.read(['a'])).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
