import { APIGatewayClient, type PatchOperation, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { ManualClock } from '../../tools/local/clock';
import type { InvocationEvent } from '../../tools/local/lambda/asynchronous-invocations';
import type { LocalSwitchboard } from '../../tools/local/local-switchboard';
import { startLocal } from '../../tools/local/start-local';
import { assemblyOfSmallStack, partnerBus } from './small-stack';
import { Watch } from './polling/watch';

jest.setTimeout(30_000);

const assembly = assemblyOfSmallStack();
let clock: ManualClock;
let switchboard: LocalSwitchboard;

beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-04-09T12:00:00Z'));
  switchboard = await startLocal({ assembly, clock, maxEnvironments: 1 });
});
afterEach(() => switchboard.close());

const control = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

describe('the control of a running stack', () => {
  it('is where the description and the functions’ environment say', async () => {
    const { endpoints } = switchboard.description;
    const seen = await switchboard.functions.get('StateFunction')?.invoke({});
    const { lambda, apigateway, cloudwatch } = endpoints;

    expect(lambda).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(seen).toMatchObject({
      payload: { body: expect.stringContaining(JSON.stringify([lambda, apigateway, cloudwatch])) },
    });
  });

  it('invokes the real functions', async () => {
    const client = new LambdaClient({ ...control, endpoint: switchboard.description.endpoints.lambda });
    const invoke = (event: object) =>
      client.send(
        new InvokeCommand({
          FunctionName: 'ReleaseFunction',
          Payload: JSON.stringify(event),
          LogType: 'None',
        }),
      );

    const right = await invoke({ module: 'm' });
    const wrong = await invoke({ fail: true });
    client.destroy();

    expect(JSON.parse(Buffer.from(right.Payload ?? []).toString())).toMatchObject({ statusCode: 200 });
    expect(wrong.FunctionError).toBe('Unhandled');
    expect(JSON.parse(Buffer.from(wrong.Payload ?? []).toString())).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'asked to',
    });
  });

  it('pauses and resumes a mapping, by the id that the template’s Ref gives', async () => {
    const mapping = switchboard.mappings.get('Mapping');
    const UUID = mapping?.definition.uuid;
    const client = new LambdaClient({ ...control, endpoint: switchboard.description.endpoints.lambda });
    const setEnabled = (Enabled: boolean) =>
      client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));

    await setEnabled(false);
    const paused = mapping?.state;
    await setEnabled(true);
    client.destroy();

    expect(UUID).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect([paused, mapping?.state]).toEqual(['Disabled', 'Enabled']);
  });

  it('sets an alarm off, which invokes its function', async () => {
    const client = new CloudWatchClient({
      ...control,
      endpoint: switchboard.description.endpoints.cloudwatch,
    });
    const told = new Promise((resolve) => {
      switchboard.onEvent((event) => event.kind === 'invocation' && resolve(event));
    });

    await client.send(
      new SetAlarmStateCommand({ AlarmName: 'unwell', StateValue: 'ALARM', StateReason: 'test' }),
    );
    client.destroy();

    expect(await told).toMatchObject({
      functionLogicalId: 'ReleaseFunction',
      outcome: { status: 'succeeded' },
    });
  });

  it('hands an event of a bus to its function, tries again by the runner’s clock, and keeps what failed', async () => {
    const { eventBridge, lambda } = switchboard.description.endpoints;
    const client = new EventBridgeClient({ ...control, endpoint: eventBridge });
    const invoking = new LambdaClient({ ...control, endpoint: lambda });
    const told: InvocationEvent[] = [];
    const watch = new Watch();
    switchboard.onEvent((event) => {
      if (event.kind === 'invocation') told.push(event);
      watch.changed();
    });
    const attempts = async (count: number): Promise<void> => {
      await watch.until(() => told.length === count);
      clock.advance(60_000);
    };

    const Entries = [{ Source: partnerBus, DetailType: 'd', Detail: '{"fail":true}' }];
    await client.send(new PutPartnerEventsCommand({ Entries }));
    await attempts(1);
    await attempts(2);
    const event = {
      FunctionName: 'FailingFunction',
      InvocationType: 'Event',
      Payload: '{"fail":true}',
    } as const;
    const { $metadata } = await invoking.send(new InvokeCommand(event));
    await attempts(3);
    await attempts(4);
    client.destroy();
    invoking.destroy();

    const kept = { kind: 'kept', queue: 'failures' };
    const retried = { kind: 'retried', afterSeconds: 60 };
    expect(told.map(({ next }) => next)).toEqual([retried, kept, retried, kept]);
    expect(told.at(-1)?.outcome.requestId).toBe($metadata.requestId);
  });

  it('is over before the mappings are stopped, so that nobody resumes one', async () => {
    const url = `${switchboard.description.endpoints.lambda}/2015-03-31/event-source-mappings`;
    const mapping = switchboard.mappings.get('Mapping');
    const reached: boolean[] = [];
    const look = async (): Promise<void> => {
      mapping?.pause();
      reached.push(
        await fetch(url).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
    };
    if (mapping) jest.spyOn(mapping, 'stop').mockImplementation(look);

    await look();
    await switchboard.close();

    expect(reached).toEqual([true, false]);
  });
});

describe('the throttle of a running stack', () => {
  const statusesOf = async ({ apiUrl }: LocalSwitchboard): Promise<readonly number[]> => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => fetch(`${apiUrl}/state/a`)));
    return answers.map(({ status }) => status).toSorted((a, b) => a - b);
  };

  it('is the stage’s, and runs by the runner’s clock', async () => {
    const first = await statusesOf(switchboard);
    clock.advance(1000);

    expect(first).toEqual([403, 403, 403, 429, 429]);
    expect(await statusesOf(switchboard)).toEqual([403, 429, 429, 429, 429]);
  });

  it('is what API Gateway’s own API makes of it', async () => {
    const { apigateway } = switchboard.description.endpoints;
    const client = new APIGatewayClient({ ...control, endpoint: apigateway });
    const { apiId: restApiId, stageName } = switchboard.model;
    const patchOperations = [
      { op: 'replace', path: '/*/*/throttling/burstLimit', value: '1' },
    ] satisfies PatchOperation[];

    await client.send(new UpdateStageCommand({ restApiId, stageName, patchOperations }));
    client.destroy();

    expect(await statusesOf(switchboard)).toEqual([403, 429, 429, 429, 429]);
  });

  it('can be switched off', async () => {
    const open = await startLocal({ assembly, clock, maxEnvironments: 1, throttling: 'off' });
    const statuses = await statusesOf(open);
    await open.close();

    expect(statuses).toEqual([403, 403, 403, 403, 403]);
  });
});
