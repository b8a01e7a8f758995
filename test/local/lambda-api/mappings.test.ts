import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  type ListEventSourceMappingsCommandInput,
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import { clientOptions, type ControlProbe, startControlProbe } from '../control/control-probe';

let probe: ControlProbe;
let client: LambdaClient;

beforeEach(async () => {
  probe = await startControlProbe();
  client = new LambdaClient(clientOptions(probe.control.url));
});
afterEach(async () => {
  client.destroy();
  await probe.control.close();
});

const get = (UUID: string) => client.send(new GetEventSourceMappingCommand({ UUID }));
const update = (input: Omit<UpdateEventSourceMappingCommandInput, 'UUID'>, UUID = 'uuid-1') =>
  client.send(new UpdateEventSourceMappingCommand({ UUID, ...input }));
const listed = async (input: ListEventSourceMappingsCommandInput) => {
  const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand(input));
  return EventSourceMappings.map(({ UUID }) => UUID);
};

describe('an event source mapping', () => {
  it('is shown as Lambda shows it', async () => {
    expect(await get('uuid-1')).toMatchObject({
      UUID: 'uuid-1',
      EventSourceMappingArn: 'arn:aws:lambda:us-east-1:000000000000:event-source-mapping:uuid-1',
      EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:processor.fifo',
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:processor',
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      State: 'Enabled',
      LastModified: new Date('2026-04-09T12:00:00Z'),
    });
  });

  it('is paused, which is over when what it had received is', async () => {
    probe.clock.advance(5000);

    const answer = await update({ Enabled: false });
    const after = await get('uuid-1');

    expect([answer.State, answer.$metadata.httpStatusCode]).toEqual(['Disabling', 202]);
    expect([after.State, after.LastModified]).toEqual(['Disabled', new Date('2026-04-09T12:00:05Z')]);
    expect([probe.first.state, probe.second.state]).toEqual(['Disabled', 'Enabled']);
  });

  it('is resumed', async () => {
    probe.first.state = 'Disabled';

    const { State } = await update({ Enabled: true });

    expect([State, probe.first.state]).toEqual(['Enabling', 'Enabled']);
  });

  it('stays as it is when it is that way already', async () => {
    probe.clock.advance(5000);

    const { State, LastModified } = await update({ Enabled: true });

    expect([State, LastModified]).toEqual(['Enabled', new Date('2026-04-09T12:00:00Z')]);
  });

  it.each([true, false])('cannot be changed while it is being disabled (Enabled: %s)', async (Enabled) => {
    probe.first.state = 'Disabling';

    await expect(update({ Enabled })).rejects.toMatchObject({
      name: 'ResourceInUseException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(probe.first.state).toBe('Disabling');
  });

  it('is changed in no other way', async () => {
    const other = update({ Enabled: false, BatchSize: 1 });

    await expect(other).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('the local runner changes nothing else'),
    });
    await expect(update({})).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    expect(probe.first.state).toBe('Enabled');
  });

  it('has to exist', async () => {
    const missing = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };

    await expect(get('uuid-3')).rejects.toMatchObject(missing);
    await expect(update({ Enabled: false }, 'uuid-3')).rejects.toMatchObject(missing);
  });
});

describe('the list of event source mappings', () => {
  it('has all, those of a function, or those of a queue', async () => {
    expect(await listed({})).toEqual(['uuid-1', 'uuid-2']);
    expect(await listed({ FunctionName: 'governor' })).toEqual(['uuid-2']);
    expect(await listed({ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:processor.fifo' })).toEqual([
      'uuid-1',
    ]);
  });

  it('can be asked for with a slash behind, as older clients do', async () => {
    const answer = await fetch(
      `${probe.control.url}/2015-03-31/event-source-mappings/?FunctionName=governor`,
    );

    expect(await answer.json()).toMatchObject({ EventSourceMappings: [{ UUID: 'uuid-2' }] });
  });

  it('of a function that does not exist is refused', async () => {
    await expect(listed({ FunctionName: 'nobody' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
