import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { InvocationEvent } from '../../tools/local/lambda/asynchronous-invocations';
import { Watch } from '../local/polling/watch';
import { type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(60_000);

const genesysEventBus = 'aws.partner/genesys.com/cloud/5f0a8a8e-7d6b-4f0e-9a53-0b8f3d1c2e47/live';

let pipeline: Pipeline;
let eventBridge: EventBridgeClient;
let lambda: LambdaClient;
const watch = new Watch();
let ended: InvocationEvent[] = [];

beforeAll(async () => {
  pipeline = await startPipeline({ context: { genesysEventBus } });
  const { endpoints, credentials, region } = pipeline.switchboard.description;
  eventBridge = new EventBridgeClient({ endpoint: endpoints.eventBridge, region, credentials });
  lambda = new LambdaClient({ endpoint: endpoints.lambda, region, credentials });
  pipeline.switchboard.onEvent((event) => {
    if (event.kind === 'invocation') ended.push(event);
    watch.changed();
  });
});
beforeEach(() => {
  ended = [];
});
afterAll(async () => {
  eventBridge.destroy();
  lambda.destroy();
  await pipeline.close();
});

/** A notification of Genesys Cloud that an agent is available now, as an entry of a request. */
const availability = (agentId: string, presence = 'AVAILABLE') => ({
  Source: genesysEventBus,
  DetailType: 'v2.users.{id}.activity',
  Detail: JSON.stringify({
    topicName: `v2.users.${agentId}.activity`,
    version: '2',
    eventBody: {
      id: agentId,
      routingStatus: { userId: agentId, status: 'OFF_QUEUE', startTime: '2026-03-02T08:00:00.250Z' },
      presence: {
        presenceDefinition: { id: randomUUID(), systemPresence: presence },
        modifiedDate: '2026-03-02T08:00:00.250Z',
      },
    },
    metadata: { CorrelationId: randomUUID() },
    timestamp: '2026-03-02T08:00:00.334Z',
  }),
});

const put = (entry: ReturnType<typeof availability>): Promise<{ FailedEntryCount?: number | undefined }> =>
  eventBridge.send(new PutPartnerEventsCommand({ Entries: [entry] }));

const attempts = (count: number): Promise<void> => watch.until(() => ended.length === count);

const untilApplied = async (agentId: string): Promise<void> => {
  const deadlineMs = performance.now() + 20_000;
  while ((await pipeline.presence(agentId)) === undefined) {
    if (performance.now() > deadlineMs) throw new Error(`Nothing was applied to ${agentId}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const failures = async (): Promise<readonly unknown[]> => {
  const QueueUrl = pipeline.switchboard.description.queues.eventBusFailures;
  const command = new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, WaitTimeSeconds: 0 });
  const { Messages = [] } = await pipeline.switchboard.clients.sqs.send(command);
  return Messages.map(({ Body = '' }): unknown => JSON.parse(Body));
};

const setRedrive = async (Enabled: boolean): Promise<void> => {
  const UUID = pipeline.switchboard.description.functions.eventBusIngest?.mapping?.id;
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
};

/** The table refuses the next claim, in a way in which the SDK does not try again. */
const refuseClaim = (): void =>
  pipeline.dynamoDb.interceptNext('PutItem', () =>
    Promise.resolve({
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: Buffer.from('{"__type":"com.amazon.coral.service#AccessDeniedException","message":"no"}'),
    }),
  );

const stateSchema = z.object({ state: z.looseObject({ status: z.string() }) });

describe('an event on a partner event bus', () => {
  it('is applied, put there by the SDK', async () => {
    const agentId = randomUUID();

    const answer = await put(availability(agentId));
    await untilApplied(agentId);

    expect(answer).toMatchObject({ FailedEntryCount: 0 });
    expect(stateSchema.parse(await pipeline.presence(agentId)).state.status).toBe('AVAILABLE');
  });

  it('is applied, put there by a plain HTTP request', async () => {
    const agentId = randomUUID();

    const response = await fetch(pipeline.switchboard.description.endpoints.eventBridge, {
      method: 'POST',
      headers: {
        'X-Amz-Target': 'AWSEvents.PutPartnerEvents',
        'Content-Type': 'application/x-amz-json-1.1',
      },
      body: JSON.stringify({ Entries: [availability(agentId)] }),
    });
    await untilApplied(agentId);

    expect(await response.json()).toMatchObject({ FailedEntryCount: 0 });
  });

  it('is a duplicate when it comes again', async () => {
    const entry = availability(randomUUID());

    await put(entry);
    await attempts(1);
    const before = pipeline.timesLogged('EVENT_DUPLICATE');
    await put(entry);
    await attempts(2);

    expect(ended.map(({ outcome }) => outcome.status)).toEqual(['succeeded', 'succeeded']);
    expect(pipeline.timesLogged('EVENT_DUPLICATE')).toBe(before + 1);
  });
});

describe('an event that ingest fails with', () => {
  it('is tried again after a minute, and applied then', async () => {
    const agentId = randomUUID();
    refuseClaim();

    await put(availability(agentId));
    await attempts(1);
    pipeline.clock.advance(60_000);
    await untilApplied(agentId);

    expect(ended.map(({ outcome, next }) => [outcome.status, next])).toEqual([
      ['failed', { kind: 'retried', afterSeconds: 60 }],
      ['succeeded', undefined],
    ]);
    expect(await failures()).toEqual([]);
  });

  it('lies in the queue of failures after the third time, and is applied when an operator puts it back', async () => {
    const agentId = randomUUID();
    const entry = availability(agentId);
    for (const [attempt, seconds] of [0, 60, 120].entries()) {
      refuseClaim();
      if (attempt === 0) await put(entry);
      pipeline.clock.advance(seconds * 1000);
      await attempts(attempt + 1);
    }
    const kept = await failures();
    await setRedrive(true);
    await untilApplied(agentId);
    await setRedrive(false);
    await Promise.all([...pipeline.switchboard.mappings.values()].map((mapping) => mapping.settled()));

    expect(kept).toMatchObject([
      {
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: {
          source: genesysEventBus,
          'detail-type': entry.DetailType,
          detail: JSON.parse(entry.Detail),
        },
        responsePayload: { errorType: 'IngestUnavailableError' },
      },
    ]);
    expect(await failures()).toEqual([]);
    expect(pipeline.switchboard.description.functions.eventBusIngest?.mapping?.state).toBe('Disabled');
  });
});
