import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { cbor } from '@smithy/core/cbor';
import { clientOptions, type ControlProbe, startControlProbe } from '../control/control-probe';

let probe: ControlProbe;
let client: CloudWatchClient;

beforeEach(async () => {
  probe = await startControlProbe();
  client = new CloudWatchClient(clientOptions(probe.control.url));
});
afterEach(async () => {
  client.destroy();
  await probe.control.close();
});

const set = (AlarmName: string, StateValue: StateValue, StateReason = 'test') =>
  client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
const describeAlarms = (input: DescribeAlarmsCommandInput) => client.send(new DescribeAlarmsCommand(input));

/** As the AWS CLI and boto3 send it. */
const sendCbor = async (operation: string, input: object) => {
  const answer = await fetch(
    `${probe.control.url}/service/GraniteServiceVersion20100801/operation/${operation}`,
    {
      method: 'POST',
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      body: Buffer.from(cbor.serialize(input)),
    },
  );
  const output: unknown = cbor.deserialize(new Uint8Array(await answer.arrayBuffer()));
  return { answer, output };
};

describe('an alarm', () => {
  it('whose state is set invokes the function among its actions, with CloudWatch’s event', async () => {
    probe.clock.advance(1500);

    await set('errors', 'ALARM', 'too many');
    await probe.watch.until(() => probe.events.length === 1);

    expect(probe.invoked).toEqual([
      [
        'governor',
        {
          source: 'aws.cloudwatch',
          alarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors',
          accountId: '000000000000',
          time: '2026-04-09T12:00:01.500+0000',
          region: 'us-east-1',
          alarmData: {
            alarmName: 'errors',
            state: { value: 'ALARM', reason: 'too many', timestamp: '2026-04-09T12:00:01.500+0000' },
            previousState: {
              value: 'OK',
              reason: 'The local runner has no metrics.',
              timestamp: '2026-04-09T12:00:00.000+0000',
            },
            configuration: { description: 'Ingest is unwell.' },
          },
        },
      ],
    ]);
    expect(probe.events).toMatchObject([{ kind: 'invocation', functionLogicalId: 'governorId' }]);
  });

  it('does what belongs to the state that it enters, and only when it enters it', async () => {
    for (const state of ['ALARM', 'ALARM', 'INSUFFICIENT_DATA', 'OK'] as const) await set('errors', state);

    expect(probe.invoked).toMatchObject([
      ['governor', { alarmData: { state: { value: 'ALARM' } } }],
      ['governor', { alarmData: { state: { value: 'OK' }, previousState: { value: 'INSUFFICIENT_DATA' } } }],
    ]);
  });

  it('does nothing when its actions are off', async () => {
    await set('silent', 'ALARM');

    expect(probe.invoked).toEqual([]);
    expect((await describeAlarms({ AlarmNames: ['silent'] })).MetricAlarms).toMatchObject([
      { StateValue: 'ALARM', ActionsEnabled: false },
    ]);
  });

  it('shows its state', async () => {
    probe.clock.advance(1000);
    await set('slow', 'ALARM', 'p99');

    const { MetricAlarms, CompositeAlarms } = await describeAlarms({
      AlarmNames: ['slow', 'errors', 'both'],
    });

    expect(MetricAlarms).toMatchObject([
      {
        AlarmName: 'errors',
        AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors',
        StateValue: 'OK',
        StateUpdatedTimestamp: new Date('2026-04-09T12:00:00Z'),
      },
      { AlarmName: 'slow', StateValue: 'ALARM', StateReason: 'p99' },
    ]);
    expect(CompositeAlarms).toEqual([]);
  });

  it('is found by the beginning of its name, its state and its kind', async () => {
    const namesOf = async (input: DescribeAlarmsCommandInput) => {
      const { MetricAlarms = [], CompositeAlarms = [] } = await describeAlarms(input);
      return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
    };

    expect(await namesOf({ AlarmNamePrefix: 's' })).toEqual(['slow', 'silent']);
    expect(await namesOf({ StateValue: 'INSUFFICIENT_DATA' })).toEqual(['slow']);
    expect(await namesOf({ AlarmTypes: ['CompositeAlarm'] })).toEqual(['both']);
  });

  it('has to exist, and a state to be one', async () => {
    await expect(set('nobody', 'OK')).rejects.toMatchObject({
      name: 'ResourceNotFound',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(
      sendCbor('SetAlarmState', { AlarmName: 'errors', StateValue: 'BAD' }),
    ).resolves.toMatchObject({
      answer: { status: 400 },
      output: { __type: 'ValidationError' },
    });
    expect(probe.invoked).toEqual([]);
  });
});

describe('a client that speaks CBOR', () => {
  it('sets and sees the state of an alarm', async () => {
    const { answer } = await sendCbor('SetAlarmState', {
      AlarmName: 'errors',
      StateValue: 'ALARM',
      StateReason: 'test',
    });
    const { output } = await sendCbor('DescribeAlarms', { AlarmNames: ['errors'] });

    expect([answer.status, answer.headers.get('smithy-protocol')]).toEqual([200, 'rpc-v2-cbor']);
    expect(output).toMatchObject({
      MetricAlarms: [{ StateValue: 'ALARM', StateUpdatedTimestamp: expect.objectContaining({ tag: 1 }) }],
    });
    expect(probe.invoked).toHaveLength(1);
  });

  it('is told of an error in CBOR', async () => {
    const { answer, output } = await sendCbor('PutMetricData', {});

    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-amzn-query-error')).toBe('UnknownOperationException;Sender');
    expect(output).toMatchObject({ message: expect.stringContaining('SetAlarmState, DescribeAlarms and') });
  });

  it('is told so when it does not', async () => {
    const answer = await fetch(
      `${probe.control.url}/service/GraniteServiceVersion20100801/operation/DescribeAlarms`,
      { method: 'POST', body: Buffer.from([0xff]) },
    );

    expect(answer.status).toBe(400);
  });
});
