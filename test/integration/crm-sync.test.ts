import * as z from 'zod';
import { activityIdOf } from '../../lambdas/modules/crm-sync/activity';
import { crmSync } from '../../lambdas/modules/crm-sync/manifest';
import { callEvent, type CallEvent, idsOf, shuffled } from './call-events';
import { type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are killed and started here, on a machine that may be busy. */
jest.setTimeout(30_000);

const { name } = crmSync;
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ modules: [crmSync], context: { crmUrl: 'https://crm.invalid' } });
}, 60_000);
afterAll(() => pipeline.close());

const post = async (events: readonly CallEvent[]): Promise<void> => {
  for (const event of events) await pipeline.post(JSON.stringify(event));
};

const call = (callId: string): readonly CallEvent[] =>
  (['started', 'completed', 'dispositioned'] as const).map((step) => callEvent(callId, step));

const outcomesOf = (events: readonly CallEvent[]): Promise<readonly unknown[]> =>
  Promise.all(idsOf(events).map((id) => pipeline.outcome(id, name)));

const crm = async (path: string, init: RequestInit = {}): Promise<unknown> => {
  const response = await fetch(`${pipeline.switchboard.description.dependencies['crm']?.url}${path}`, init);
  return response.json();
};

/** Makes the CRM answer requests for activities in another way. */
const setFault = (fault: Readonly<Record<string, unknown>>): Promise<unknown> =>
  crm('/faults', { method: 'PUT', body: JSON.stringify({ on: 'activities', ...fault }) });

const activitiesSchema = z.array(z.looseObject({ activity: z.looseObject({ callId: z.string() }) }));

/** What the CRM has about a call. */
const activitiesOf = async (callId: string): Promise<readonly unknown[]> =>
  activitiesSchema.parse(await crm('/activities')).filter(({ activity }) => activity.callId === callId);

const statsSchema = z.object({
  requests: z.record(z.string(), z.record(z.string(), z.number())),
});

/** How the CRM answered the requests for activities that one action led to, by status. */
const answersDuring = async (act: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> => {
  const counts = async (): Promise<Record<string, number>> =>
    statsSchema.parse(await crm('/stats')).requests['PUT /activities/{id}'] ?? {};
  const before = await counts();
  await act();
  const after = Object.entries(await counts()).map(
    ([status, count]) => [status, count - (before[status] ?? 0)] as const,
  );
  return Object.fromEntries(after.filter(([, count]) => count > 0));
};

const written = (callId: string) => ({
  id: activityIdOf(callId),
  revision: 1,
  idempotencyKey: `crm-sync/genesys/${callId}.dispositioned`,
  activity: expect.objectContaining({
    callId,
    disposition: 'Sold',
    startedAt: '2023-10-27T14:30:00.000Z',
    endedAt: '2023-10-27T14:35:00.000Z',
    durationSeconds: 300,
  }),
});

const processed = async (events: readonly CallEvent[]): Promise<void> => {
  await post(events);
  await pipeline.drained(name);
};

describe('a call that was dispositioned', () => {
  it('is one activity by one write, under the key of its event', async () => {
    const answers = await answersDuring(() => processed(call('plain')));

    expect(answers).toEqual({ 201: 1 });
    expect(await activitiesOf('plain')).toMatchObject([written('plain')]);
    expect(await outcomesOf(call('plain'))).toEqual(['applied', 'applied', 'applied']);
  });

  it('costs two writes more than an event without an effect', async () => {
    await processed(call('counted').slice(0, 2));
    const calls = await pipeline.callsDuring(() => processed(call('counted').slice(2)));

    const ingest = ['PutItem'];
    const effect = ['PutItem', 'UpdateItem'];
    expect(calls).toEqual([...ingest, 'GetItem', ...effect, 'PutItem', 'UpdateItem', 'SendMessage']);
  });

  it('is one activity when its disposition comes first', async () => {
    const [started, completed, dispositioned] = call('backwards');
    const answers = await answersDuring(() =>
      processed([dispositioned, completed, started].filter((event) => event !== undefined)),
    );

    expect(answers).toEqual({ 201: 1 });
    expect(await activitiesOf('backwards')).toMatchObject([written('backwards')]);
  });

  it('is one activity when each event comes three times, in any order', async () => {
    const events = call('thrice');
    const answers = await answersDuring(() => processed(shuffled([...events, ...events, ...events], 7)));

    expect(answers).toEqual({ 201: 1 });
    expect(await activitiesOf('thrice')).toMatchObject([written('thrice')]);
  });
});

describe('when the CRM fails', () => {
  it('twice with 500, the call is one activity with the third attempt', async () => {
    await setFault({ status: 500, times: 2 });
    const stop = pipeline.passTimeAfterFailures();
    const answers = await answersDuring(() => processed(call('unlucky')));
    stop();

    expect(answers).toEqual({ 500: 2, 201: 1 });
    expect(await activitiesOf('unlucky')).toMatchObject([written('unlucky')]);
    expect(await outcomesOf(call('unlucky'))).toEqual(['applied', 'applied', 'applied']);
    expect(await pipeline.deadLetters(name)).toEqual([]);
  });

  it('to answer, what it has written stays as it is', async () => {
    await setFault({ kind: 'close', times: 1, afterwards: true });
    const answers = await answersDuring(() => processed(call('unheard')));

    expect(answers).toEqual({ cut: 1, 200: 1 });
    expect(await activitiesOf('unheard')).toMatchObject([written('unheard')]);
  });

  it('with a refusal, a redrive makes good for it, or finds the call overtaken', async () => {
    const corrected = callEvent('refused', 'dispositioned', {
      id: 'refused.corrected',
      timestamp: '2023-10-27T14:40:00Z',
      data: { callDisposition: 'Resold' },
    });
    await setFault({ status: 422, times: 2 });
    await processed(call('mended'));
    await processed(call('refused'));
    const dead = await pipeline.deadLetters(name);
    await processed([corrected]);
    pipeline.clock.advance(61_000);
    await pipeline.release(name);
    await pipeline.drained(name);

    const answers = await answersDuring(async () => {
      await pipeline.redrive(name);
      await pipeline.drained(name);
    });

    expect(dead.map(({ attributes }) => attributes)).toMatchObject([
      { eventId: 'mended.dispositioned', cause: 'PERMANENT', errorName: 'CrmRejectedError' },
      { eventId: 'refused.dispositioned', cause: 'PERMANENT', errorName: 'CrmRejectedError' },
    ]);
    expect(answers).toEqual({ 201: 1 });
    expect(await activitiesOf('mended')).toMatchObject([written('mended')]);
    expect(await outcomesOf(call('mended'))).toEqual(['applied', 'applied', 'applied']);
    expect(await activitiesOf('refused')).toMatchObject([
      { revision: 1, activity: { disposition: 'Resold', durationSeconds: 300 } },
    ]);
    expect(await outcomesOf(call('refused'))).toEqual(['applied', 'applied', 'late']);
    expect(await outcomesOf([corrected])).toEqual(['applied']);
    expect(await pipeline.deadLetters(name)).toEqual([]);
  });
});

describe('when the processor is killed', () => {
  it('after the CRM has the activity, before anybody noted it, the next one repeats the same request', async () => {
    const [dispositioned] = call('killed').slice(2);
    await processed(call('killed').slice(0, 2));
    const reached = Promise.withResolvers<void>();
    pipeline.dynamoDb.interceptNext('UpdateItem', () => {
      reached.resolve();
      return new Promise(() => undefined);
    });

    const answers = await answersDuring(async () => {
      await post(dispositioned ? [dispositioned] : []);
      await reached.promise;
      // As much as the queue waits before it delivers the message again.
      pipeline.clock.advance(90_000);
      const stop = pipeline.passTimeAfterFailures();
      pipeline.kill(name);
      await pipeline.drained(name);
      stop();
    });

    expect(answers).toEqual({ 201: 1, 200: 1 });
    expect(await activitiesOf('killed')).toMatchObject([written('killed')]);
    expect(await outcomesOf(call('killed'))).toEqual(['applied', 'applied', 'applied']);
  });
});
