import fc from 'fast-check';
import { maxEventsPerCommit, maxParkedEvents } from '../../lambdas/contract/limits';
import type { CallState } from '../../lambdas/modules/call-lifecycle/call-state';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { callLifecycleModule } from '../../lambdas/modules/call-lifecycle/module';
import { moduleEvent } from '../module-kit/event';
import { callEvent, type CallEvent, idsOf, shuffled, wholeCall } from './call-events';
import { visibilityTimeoutSeconds } from './module-queues';
import { type Pipeline, startPipeline } from './pipeline-fixture';

/** Many real processes are killed and started here, on a machine that may be busy. */
jest.setTimeout(60_000);

const { name } = callLifecycle;
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ modules: [callLifecycle] });
}, 60_000);
afterAll(() => pipeline.close());

/** Ten at a time. */
const postAll = async (events: readonly CallEvent[]): Promise<void> => {
  for (let next = 0; next < events.length; next += 10) {
    const posts = events.slice(next, next + 10).map((event) => pipeline.post(JSON.stringify(event)));
    for (const { status } of await Promise.all(posts)) expect(status).toBe(200);
  }
};

interface Kills {
  /** How many batches died. */
  readonly crashes: () => number;
  readonly stop: () => void;
}

/**
 * From now on kills every process of the module a number of times, each at a moment that the seed gives: after so many
 * calls to a table, just before the next is carried out.
 */
const killAtRandom = (seed: number, { kills, maxCalls }: { kills: number; maxCalls: number }): Kills => {
  const moments = fc.sample(fc.integer({ min: 1, max: maxCalls }), { seed, numRuns: kills });
  let crashes = 0;
  let left = moments.shift() ?? 0;
  const ends = [
    pipeline.passTimeAfterFailures(),
    pipeline.dynamoDb.onCall(() => {
      left -= 1;
      if (left !== 0) return;
      pipeline.kill(name);
      left = moments.shift() ?? 0;
    }),
    pipeline.switchboard.onEvent((event) => {
      if (event.kind === 'batch' && event.failure !== undefined) crashes += 1;
    }),
  ];
  return { crashes: () => crashes, stop: () => ends.forEach((end) => end()) };
};

/** Until nothing is left in the queue or parked. */
const settled = async (): Promise<void> => {
  await pipeline.drained(name);
  while ((await pipeline.entityItems('due')).length > 0) {
    pipeline.clock.advance(2000);
    await pipeline.release(name);
    await pipeline.drained(name);
  }
};

const outcomesOf = async (events: readonly CallEvent[]): Promise<ReadonlySet<unknown>> =>
  new Set(await Promise.all(idsOf(events).map((id) => pipeline.outcome(id, name))));

/** The state that the module itself gives for the events in their order, each once. */
const stateAfter = (events: readonly CallEvent[]): CallState | undefined =>
  events.reduce<CallState | undefined>(
    (state, event) => callLifecycleModule.apply(state, moduleEvent(event), { gap: false, late: false }),
    undefined,
  );

const expectStateAfter = async (callId: string, events: readonly CallEvent[]): Promise<void> => {
  const { body } = await pipeline.getState(`${name}/${callId}`);
  expect(body).toMatchObject({ parked: [] });
  expect(Object(body).state).toEqual(stateAfter(events));
};

describe('when the processor is killed again and again', () => {
  it('nothing is lost and nothing applied twice while the events of twenty calls arrive in any order', async () => {
    const callIds = Array.from({ length: 20 }, (_, index) => `call-${index}`);
    const events = callIds.flatMap((callId) => wholeCall(callId));
    const kills = killAtRandom(1, { kills: 6, maxCalls: 100 });
    await postAll(shuffled(events, 1));
    await settled();
    kills.stop();

    expect(kills.crashes()).toBeGreaterThan(0);
    for (const callId of callIds) await expectStateAfter(callId, wholeCall(callId));
    expect(await outcomesOf(events)).toEqual(new Set(['applied']));
    expect(await pipeline.deadLetters(name)).toEqual([]);
  });

  it('nothing is lost and nothing applied twice while one event releases more than a commit may hold', async () => {
    const started = callEvent('long', 'started');
    const parked = Array.from({ length: maxParkedEvents }, (_, index) =>
      callEvent('long', index % 2 === 0 ? 'held' : 'transferred', {
        id: `long.${index}`,
        timestamp: new Date(Date.UTC(2023, 9, 27, 15, 0, index)).toISOString(),
      }),
    );
    expect(parked.length).toBeGreaterThan(maxEventsPerCommit);
    await postAll(shuffled(parked, 2));
    await pipeline.drained(name);
    expect(await outcomesOf(parked)).toEqual(new Set(['parked']));

    const kills = killAtRandom(3, { kills: 6, maxCalls: 60 });
    await postAll([started]);
    await settled();
    kills.stop();

    expect(kills.crashes()).toBeGreaterThan(0);
    await expectStateAfter('long', [started, ...parked]);
    expect(await outcomesOf([started, ...parked])).toEqual(new Set(['applied']));
    expect(await pipeline.deadLetters(name)).toEqual([]);
  });
});

describe('when a processor that was taken for dead goes on', () => {
  it('its commit is refused, and what others did meanwhile stays', async () => {
    const [started, held, transferred] = (['started', 'held', 'transferred'] as const).map((step) =>
      callEvent('undead', step),
    );
    const call = [started, held, transferred].filter((event) => event !== undefined);
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    await postAll(call.slice(0, 1));
    await pipeline.drained(name);
    // The first one is ingest's claim.
    pipeline.dynamoDb.interceptNext('PutItem', (forward) => forward());
    pipeline.dynamoDb.interceptNext('PutItem', async (forward) => {
      reached.resolve();
      await released.promise;
      return forward();
    });
    await postAll(call.slice(1, 2));
    await reached.promise;
    pipeline.clock.advance(visibilityTimeoutSeconds * 1000);
    await pipeline.logged('EVENT_APPLIED', held?.id);
    await postAll(call.slice(2));
    await pipeline.logged('EVENT_APPLIED', transferred?.id);

    released.resolve();
    await Promise.all([...pipeline.switchboard.mappings.values()].map((mapping) => mapping.settled()));

    expect(pipeline.timesLogged('EVENT_REPLAYED', held?.id)).toBe(1);
    await expectStateAfter('undead', call);
    expect(await outcomesOf(call)).toEqual(new Set(['applied']));
  });
});
