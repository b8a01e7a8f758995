import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { callEvent, type CallEvent, idsOf, shuffled, wholeCall } from './call-events';
import { type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(30_000);

const { name } = callLifecycle;
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ modules: [callLifecycle] });
}, 60_000);
afterAll(() => pipeline.close());

/** One after the other, as they are given. */
const postAll = async (events: readonly CallEvent[]): Promise<void> => {
  for (const event of events) {
    expect(await pipeline.post(JSON.stringify(event))).toMatchObject({ status: 200 });
  }
};

const outcomesOf = (events: readonly CallEvent[]): Promise<readonly unknown[]> =>
  Promise.all(idsOf(events).map((id) => pipeline.outcome(id, name)));

/** What the API says about a call; its id, also in the ids of events, left out. */
const stateOf = async (callId: string): Promise<unknown> => {
  const { status, body } = await pipeline.getState(`${name}/${callId}`);
  expect(status).toBe(200);
  return JSON.parse(JSON.stringify(body).replaceAll(callId, ''));
};

/** What does not depend on how often and when the call was committed. */
const settled = { module: name, entity: { type: 'call', id: '' }, complete: true, parked: [] };

describe('a call', () => {
  it('whose events arrive in any order, some twice, comes to the state that their order gives', async () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    await postAll(wholeCall('in-order'));

    await Promise.all(
      seeds.map((seed) => {
        const events = wholeCall(`shuffled-${seed}`);
        const twice = events.filter((_, index) => (index + seed) % 3 === 0);
        return postAll(shuffled([...events, ...twice], seed));
      }),
    );
    await pipeline.drained(name);

    const expected = await stateOf('in-order');
    expect(expected).toMatchObject({
      ...settled,
      state: { status: 'dispositioned', disposition: 'Sold', holds: 1, transfers: 1, durationSeconds: 300 },
    });
    const { state } = Object(expected);
    for (const seed of seeds) {
      expect(await stateOf(`shuffled-${seed}`)).toMatchObject({ ...settled, state });
      expect(await outcomesOf(wholeCall(`shuffled-${seed}`))).toEqual(Array(7).fill('applied'));
    }
    expect(await pipeline.entityItems('due')).toEqual([]);
  });

  it('tells while it waits which of its events are parked', async () => {
    const held = callEvent('waiting', 'held');
    await postAll([held]);
    await pipeline.logged('EVENT_PARKED', held.id);

    const { status, body } = await pipeline.getState(`${name}/waiting`);

    expect(status).toBe(200);
    expect(body).toMatchObject({ state: null, parked: [{ type: 'call.held', id: held.id }] });
    expect(await pipeline.outcome(held.id, name)).toBe('parked');
  });

  it('whose end comes alone gets it as a gap with the minute after its window, and keeps nothing parked', async () => {
    const completed = callEvent('lonely', 'completed');
    await postAll([completed]);
    await pipeline.logged('EVENT_PARKED', completed.id);
    await pipeline.release(name);
    await pipeline.drained(name);
    expect(await pipeline.outcome(completed.id, name)).toBe('parked');
    expect(await parkedBodies('lonely')).toHaveLength(1);

    pipeline.clock.advance(61_000);
    expect(await pipeline.release(name)).toMatchObject({ status: 'succeeded' });
    await pipeline.logged('EVENT_GAP', completed.id);
    await pipeline.drained(name);

    expect(await pipeline.outcome(completed.id, name)).toBe('gap');
    expect(await parkedBodies('lonely')).toEqual([]);
    expect(await pipeline.entityItems('due')).toEqual([]);
    expect(await stateOf('lonely')).toMatchObject({
      ...settled,
      state: { status: 'completed', gaps: [{ type: 'call.completed' }] },
    });
  });

  it('whose start comes after the window has it as late, and all of them once', async () => {
    const [started, ...rest] = wholeCall('overdue');
    await postAll(rest);
    await pipeline.drained(name);
    pipeline.clock.advance(61_000);
    await pipeline.release(name);
    await pipeline.logged('EVENT_GAP');
    await pipeline.drained(name);

    await postAll(started ? [started] : []);
    await pipeline.drained(name);

    expect(await outcomesOf(wholeCall('overdue'))).toEqual([
      'late',
      'gap',
      ...Array<string>(5).fill('applied'),
    ]);
    expect(await stateOf('overdue')).toMatchObject({
      ...settled,
      state: { status: 'dispositioned', startedAt: '2023-10-27T14:30:00.000000000Z', holds: 1, transfers: 1 },
    });
  });

  it('uses up nothing of its windows while its module stands still', async () => {
    const [started, ...rest] = wholeCall('paused');
    const mappings = [...pipeline.switchboard.mappings.values()];
    await Promise.all(mappings.map((mapping) => mapping.stop()));
    await postAll(rest);
    pipeline.clock.advance(59_000);
    await postAll(started ? [started] : []);
    pipeline.clock.advance(3_600_000);
    await pipeline.release(name);
    for (const mapping of mappings) mapping.start();
    await pipeline.drained(name);

    expect(await outcomesOf(wholeCall('paused'))).toEqual(Array(7).fill('applied'));
    expect(await stateOf('paused')).toMatchObject({ ...settled, state: { status: 'dispositioned' } });
  });

  /** The parked events of a call that are kept in the table. */
  const parkedBodies = async (callId: string): Promise<readonly unknown[]> => {
    const items = await pipeline.entityItems();
    return items.filter(
      ({ pk, entity }) => String(pk).startsWith('parked ') && String(entity).endsWith(callId),
    );
  };
});

describe('a state', () => {
  beforeAll(async () => {
    const started = callEvent('to-read', 'started');
    await postAll([started]);
    await pipeline.logged('EVENT_APPLIED', started.id);
  });

  it.each([
    ['without a signature', undefined, 404],
    ['signed with another secret', 'another', 403],
  ])('is not told to a request %s', async (_, secretAccessKey, expected) => {
    const { status, body } = await pipeline.getState(`${name}/to-read`, { secretAccessKey });

    expect(status).toBe(expected);
    expect(JSON.stringify(body)).not.toMatch(/to-read|ringing|"state"/);
  });

  it.each([
    ['an entity', `${name}/never-heard-of`],
    ['a module', 'nobody/to-read'],
  ])('is not found of %s that there is not', async (_, path) => {
    expect(await pipeline.getState(path)).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } });
  });

  it('is told to who may read it', async () => {
    expect(await pipeline.getState(`${name}/to-read`)).toMatchObject({
      status: 200,
      body: {
        module: name,
        entity: { type: 'call', id: 'to-read' },
        version: 1,
        state: { status: 'ringing' },
      },
    });
  });
});
