import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ApiGatewayV2Client, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { agentEvent, type Pipeline, startPipeline } from './pipeline-fixture';
import { sign } from '../sign';

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(30_000);

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ context: { api: 'http' }, throttling: 'as-configured' });
}, 120_000);
afterAll(() => pipeline.close());

describe('a signed event through an HTTP API', () => {
  it('goes through the whole pipe to its entity’s state, with the same calls as through a REST API', async () => {
    const event = agentEvent();

    const calls = await pipeline.callsDuring(async () => {
      const answer = await pipeline.post(JSON.stringify(event));
      expect(answer).toMatchObject({ status: 200, body: { status: 'accepted', id: event.id } });
      await pipeline.logged('EVENT_APPLIED', event.id);
    });

    expect(calls.toSorted()).toEqual(['PutItem', 'SendMessage', 'UpdateItem', 'UpdateItem']);
    expect(await pipeline.presence(event.userId)).toMatchObject({ state: { status: 'ON_QUEUE' } });
    expect(await pipeline.post(JSON.stringify(event))).toMatchObject({ body: { status: 'duplicate' } });
  });

  it('may have 1 MiB of whatever text JSON allows', async () => {
    const event = agentEvent({ data: { status: 'ON_QUEUE', note: `😀 \uFFFE\uFFFF \r\n"` } });
    const body = Buffer.alloc(1_048_576, ' ');
    body.write(JSON.stringify(event));

    expect(await pipeline.post(body)).toMatchObject({ status: 200, body: { status: 'accepted' } });
    await pipeline.logged('EVENT_APPLIED', event.id);
  });

  it('may have any bytes with another type of JSON', async () => {
    const body = Buffer.from([0x7b, 0xff, 0x0d, 0x0a, 0x7d]);
    const headers = { 'content-type': 'application/cloudevents+json' };

    expect(await pipeline.post(body, { headers })).toMatchObject({ body: { status: 'quarantined' } });
    const kept = await pipeline.receive(pipeline.switchboard.description.queues.quarantine);
    expect(kept.map((message) => JSON.parse(message.body).data_base64)).toEqual([body.toString('base64')]);
  });
});

describe('a delivery that is refused behind an HTTP API', () => {
  const body = JSON.stringify(agentEvent());
  const right = (): string => sign(body, pipeline.secret);

  it.each<[string, number, () => Promise<{ status: number }>]>([
    ['no signature', 401, () => pipeline.post(body, { signature: undefined })],
    ['a wrong signature', 401, () => pipeline.post(body, { signature: sign(body, 'wrong') })],
    ['the right signature twice', 401, () => pipeline.post(body, { signature: `${right()}, ${right()}` })],
    ['JSON that is not UTF-8', 401, () => pipeline.post(Uint8Array.of(0x7b, 0xff, 0x7d))],
    ['an unknown source', 404, () => pipeline.post(body, { path: '/webhook/other' })],
    ['another path', 404, () => pipeline.post(body, { path: '/nowhere' })],
    ['GET', 405, () => pipeline.post(body, { method: 'GET' })],
    ['1 MiB and one byte', 413, () => pipeline.post(Buffer.alloc(1_048_577, ' '))],
    ['text', 415, () => pipeline.post(body, { headers: { 'content-type': 'text/plain' } })],
  ])('because of %s is answered %d', async (_, status, send) => {
    const calls = await pipeline.callsDuring(async () => {
      expect((await send()).status).toBe(status);
    });
    expect(calls).toEqual([]);
  });
});

describe('a state behind an HTTP API', () => {
  it('is read by whom IAM lets, whatever its id', async () => {
    const event = agentEvent({ userId: 'jürgen@example.com 50%41' });
    await pipeline.post(JSON.stringify(event));
    await pipeline.logged('EVENT_APPLIED', event.id);
    const path = `agent-presence/${encodeURIComponent(event.userId)}`;

    expect(await pipeline.getState(path)).toMatchObject({
      status: 200,
      body: { entity: { type: 'agent', id: event.userId }, state: { eventId: event.id } },
    });
    expect(await pipeline.getState(path, { secretAccessKey: 'wrong' })).toMatchObject({
      status: 403,
      body: { message: 'Forbidden' },
    });
    expect(await pipeline.getState(path, { secretAccessKey: undefined })).toMatchObject({ status: 403 });
  });
});

describe('the throttle of an HTTP API', () => {
  it('is lowered by the governor while ingest is unwell, and what is too much is answered 429', async () => {
    const { model, description, parts } = pipeline.switchboard;
    const ended = invocationOf(pipeline, parts.governor?.logicalId);
    const before = await limitsOf(pipeline);

    await setOff(model.alarms.find(({ name }) => name.endsWith('-Errors'))?.name, description.endpoints);
    await ended;
    const lowered = await limitsOf(pipeline);
    const body = JSON.stringify(agentEvent());
    const answers = await Promise.all(Array.from({ length: 110 }, () => pipeline.post(body)));

    expect([before, lowered]).toEqual([
      { ratePerSecond: 100, burst: 200 },
      { ratePerSecond: 50, burst: 100 },
    ]);
    // Time stands still, so no more than the burst gets through.
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(10);
    expect(refused[0]).toMatchObject({ status: 429, body: { message: 'Too Many Requests' } });
  });
});

const access = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

type Endpoints = Pipeline['switchboard']['description']['endpoints'];

const setOff = async (AlarmName: string | undefined, endpoints: Endpoints): Promise<void> => {
  const client = new CloudWatchClient({ ...access, endpoint: endpoints.cloudwatch });
  await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'test' }));
  client.destroy();
};

const invocationOf = ({ switchboard }: Pipeline, functionLogicalId: string | undefined): Promise<unknown> =>
  new Promise((resolve) => {
    switchboard.onEvent((event) => {
      if (event.kind === 'invocation' && event.functionLogicalId === functionLogicalId)
        resolve(event.outcome);
    });
  });

const limitsOf = async ({ switchboard: { model, description } }: Pipeline) => {
  const client = new ApiGatewayV2Client({ ...access, endpoint: description.endpoints.apigateway });
  const names = { ApiId: model.apiId, StageName: model.stageName };
  const { DefaultRouteSettings } = await client.send(new GetStageCommand(names));
  client.destroy();
  return {
    ratePerSecond: DefaultRouteSettings?.ThrottlingRateLimit,
    burst: DefaultRouteSettings?.ThrottlingBurstLimit,
  };
};
