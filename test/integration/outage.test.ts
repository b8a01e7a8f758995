import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { breakerKey } from '../../lambdas/contract/table-schema';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { crmSync } from '../../lambdas/modules/crm-sync/manifest';
import { callEvent, type CallEvent, idsOf } from './call-events';
import { agentEvent, type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(120_000);

const { name } = crmSync;
let pipeline: Pipeline;

beforeAll(async () => {
  const modules = [agentPresence, crmSync];
  pipeline = await startPipeline({ modules, context: { crmUrl: 'https://crm.invalid' } });
}, 60_000);
afterAll(() => pipeline.close());

afterEach(() => crm('/faults', { method: 'DELETE' }));

const crm = async (path: string, init: RequestInit = {}): Promise<unknown> => {
  const response = await fetch(`${pipeline.switchboard.description.dependencies['crm']?.url}${path}`, init);
  return response.status === 204 ? undefined : response.json();
};

const setFault = (fault: Readonly<Record<string, unknown>>): Promise<unknown> =>
  crm('/faults', { method: 'PUT', body: JSON.stringify({ on: 'activities', ...fault }) });

const activitiesSchema = z.array(
  z.looseObject({ revision: z.number(), activity: z.looseObject({ callId: z.string() }) }),
);

/** How often each call was written to the CRM. */
const revisions = async (): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    activitiesSchema
      .parse(await crm('/activities'))
      .map(({ revision, activity }) => [activity.callId, revision]),
  );

const statsSchema = z.object({ requests: z.record(z.string(), z.record(z.string(), z.number())) });

/** Requests for activities that the CRM has answered, or not. */
const requestCount = async (): Promise<number> => {
  const counts = statsSchema.parse(await crm('/stats')).requests['PUT /activities/{id}'] ?? {};
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
};

const post = async (events: readonly CallEvent[]): Promise<void> => {
  for (const event of events) expect((await pipeline.post(JSON.stringify(event))).status).toBe(200);
};

const call = (callId: string): readonly CallEvent[] =>
  (['started', 'completed', 'dispositioned'] as const).map((step) => callEvent(callId, step));

const atRest = (): Promise<unknown> =>
  Promise.all([...pipeline.switchboard.mappings.values()].map((mapping) => mapping.settled()));

/** Lets minutes pass; in each of them the guard and the release look after things. */
const pass = async (minutes: number): Promise<void> => {
  for (let passed = 0; passed < minutes; passed += 1) {
    await atRest();
    pipeline.clock.advance(60_000);
    await pipeline.guard();
    await pipeline.release(name);
    // What became visible is received within a moment of real time.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const breaker = async (): Promise<unknown> => {
  const { clients, parts } = pipeline.switchboard;
  const Key = { pk: { S: breakerKey('crm') } };
  const command = new GetItemCommand({ TableName: parts.controlTable, Key, ConsistentRead: true });
  const { Item } = await clients.dynamodb.send(command);
  return Item && unmarshall(Item);
};

const outcomesOf = async (events: readonly CallEvent[]): Promise<ReadonlySet<unknown>> =>
  new Set(await Promise.all(idsOf(events).map((id) => pipeline.outcome(id, name))));

/** Lets time pass until they are: a message can be on its way back at any moment. */
const allApplied = async (events: readonly CallEvent[]): Promise<void> => {
  for (let minute = 0; minute < 60; minute += 1) {
    const outcomes = await outcomesOf(events);
    if (outcomes.size === 1 && outcomes.has('applied')) return;
    await pass(1);
  }
  expect(await outcomesOf(events)).toEqual(new Set(['applied']));
};

const isPaused = (): boolean =>
  pipeline.timesLogged('MODULE_PAUSED') > pipeline.timesLogged('MODULE_RESUMED');

describe.each<[string, Readonly<Record<string, unknown>>, number]>([
  ['answers 500 for two minutes', { status: 500 }, 2],
  ['answers 429 and asks for a minute, for an hour', { status: 429, retryAfterSeconds: 60 }, 60],
  ['answers garbage for ten minutes', { kind: 'garbage' }, 10],
  ['lets nobody in for ten minutes', { status: 401 }, 10],
])('when the CRM %s', (title, fault, minutes) => {
  const idOf = (index: number): string => `${title.replaceAll(/\W+/g, '-')}-${index}`;
  const before = call(idOf(0));
  const during = Array.from({ length: 8 }, (_, index) => call(idOf(index + 1))).flat();
  const after = call(idOf(9));
  const all = [...before, ...during, ...after];

  it('nothing is lost and nothing goes to the DLQ; every call is written once, and presence never waits', async () => {
    await post(before);
    await allApplied(before);
    const requestsBefore = await requestCount();
    await setFault(fault);
    await post(during);
    // No process sees enough of it at once, perhaps, so that it takes a second attempt.
    for (let minute = 0; !isPaused() && minute < 10; minute += 1) await pass(1);
    expect(isPaused()).toBe(true);
    expect(await breaker()).toMatchObject({ breaker: { kind: 'open' } });
    const bystander = agentEvent();
    await pipeline.post(JSON.stringify(bystander));
    await pipeline.logged('EVENT_APPLIED', bystander.id);
    await pass(minutes);
    const requestsMeanwhile = (await requestCount()) - requestsBefore;

    await crm('/faults', { method: 'DELETE' });
    await post(after);
    await allApplied(all);

    expect(await pipeline.deadLetters(name)).toEqual([]);
    expect(await revisions()).toMatchObject(
      Object.fromEntries(Array.from({ length: 10 }, (_, index) => [idOf(index), 1])),
    );
    expect(await breaker()).toMatchObject({ breaker: { kind: 'closed' } });
    expect(isPaused()).toBe(false);
    // The eight calls, two or three times before the breaker opens, and one for each probe.
    expect(requestsMeanwhile).toBeLessThan(60);
  });
});
