import { deadLetterAttributes } from '../../lambdas/contract/dead-letter-attributes';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { callEvent, type CallEvent, wholeCall } from './call-events';
import { type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(30_000);

const { name } = callLifecycle;
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ modules: [callLifecycle] });
}, 60_000);
afterAll(() => pipeline.close());

const processed = async (events: readonly CallEvent[]): Promise<void> => {
  const stop = pipeline.passTimeAfterFailures();
  for (const event of events) await pipeline.post(JSON.stringify(event));
  await pipeline.drained(name);
  stop();
};

/** A call of which one event has data that the module refuses. */
const callWith = (callId: string, poison: CallEvent): readonly CallEvent[] =>
  wholeCall(callId).map((event) => (event.eventType === poison.eventType ? poison : event));

const outcomesOf = async (events: readonly CallEvent[]): Promise<Readonly<Record<string, unknown>>> =>
  Object.fromEntries(
    await Promise.all(
      events.map(async ({ id, eventType }) => [eventType, await pipeline.outcome(id, name)] as const),
    ),
  );

const stateOf = async (callId: string): Promise<unknown> =>
  (await pipeline.getState(`${name}/${callId}`)).body;

/** The ids of the events that lie in the DLQ. */
const dead = async (): Promise<readonly unknown[]> => {
  const messages = await pipeline.deadLetters(name);
  return messages.map(({ body }) => JSON.parse(body).id);
};

describe('an event that the module refuses', () => {
  const answered = callEvent('refused-answer', 'answered', { data: { agentId: 7 } });
  const completed = callEvent('refused-end', 'completed', { data: { duration: 'five minutes' } });

  it('alone ends in the DLQ with its cause, and what stands behind it goes on', async () => {
    const call = callWith('refused-answer', answered);
    const bystander = callEvent('bystander', 'started');
    await processed([...call, bystander]);

    expect(pipeline.timesLogged('EVENT_FAILED')).toBe(1);
    expect(pipeline.timesLogged('EVENT_FAILED', answered.id)).toBe(1);
    expect(await dead()).toEqual([answered.id]);
    const [{ attributes } = { attributes: {} }] = await pipeline.deadLetters(name);
    expect(attributes).toMatchObject({
      [deadLetterAttributes.module]: name,
      [deadLetterAttributes.eventId]: answered.id,
      [deadLetterAttributes.eventType]: 'call.answered',
      [deadLetterAttributes.cause]: 'SCHEMA',
      [deadLetterAttributes.errorName]: '$ZodError',
      [deadLetterAttributes.attempts]: '1',
    });
    expect(JSON.stringify(attributes)).not.toMatch(/agentId|"7"/);
    expect(await outcomesOf(call)).toEqual({
      'call.started': 'applied',
      'call.answered': 'dead-lettered',
      'call.held': 'applied',
      'call.resumed': 'applied',
      'call.transferred': 'applied',
      'call.completed': 'applied',
      'call.dispositioned': 'applied',
    });
    expect(await stateOf('refused-answer')).toMatchObject({ state: { status: 'dispositioned', holds: 1 } });
    expect(await stateOf('bystander')).toMatchObject({ version: 1 });
  });

  it('goes back to the DLQ when it is put back as it is', async () => {
    await pipeline.redrive(name);
    await pipeline.logged('EVENT_FAILED', answered.id);
    await pipeline.drained(name);

    expect(pipeline.timesLogged('EVENT_FAILED', answered.id)).toBe(2);
    expect(await dead()).toEqual([answered.id]);
    expect(await outcomesOf([answered])).toEqual({ 'call.answered': 'dead-lettered' });
  });

  it('leaves a gap before what had to follow it', async () => {
    const call = callWith('refused-end', completed);
    await processed(call);
    expect(await outcomesOf(call)).toMatchObject({
      'call.completed': 'dead-lettered',
      'call.dispositioned': 'parked',
    });

    pipeline.clock.advance(61_000);
    await pipeline.release(name);
    await pipeline.logged('EVENT_GAP', 'refused-end.dispositioned');
    await pipeline.drained(name);

    expect(await outcomesOf(call)).toMatchObject({
      'call.transferred': 'applied',
      'call.completed': 'dead-lettered',
      'call.dispositioned': 'gap',
    });
    expect(await stateOf('refused-end')).toMatchObject({
      parked: [],
      state: { gaps: [{ type: 'call.dispositioned' }] },
    });
    expect(await dead()).toEqual([answered.id, completed.id]);
  });

  it('is late when it comes back mended, once', async () => {
    const letters = await pipeline.deadLetters(name);
    const letter = letters.map(({ body }) => JSON.parse(body)).find(({ id }) => id === completed.id);
    const mended = JSON.stringify({ ...letter, data: { ...letter.data, duration: 300 } });
    const corrected = callEvent('refused-end', 'dispositioned', {
      id: 'refused-end.corrected',
      timestamp: '2023-10-27T14:40:00Z',
    });
    const entity = { type: 'call', id: 'refused-end' };

    await pipeline.send(name, mended, entity);
    await processed([corrected]);
    await pipeline.send(name, mended, entity);
    await pipeline.drained(name);

    expect(pipeline.timesLogged('EVENT_LATE', completed.id)).toBe(1);
    expect(await outcomesOf([completed])).toEqual({ 'call.completed': 'late' });
    expect(await stateOf('refused-end')).toMatchObject({
      complete: true,
      state: { endedBy: 'completed', reportedDurationSeconds: 300, late: [{ type: 'call.completed' }] },
    });
  });
});

describe('a parked event that the module refuses', () => {
  it('does not harm the one that releases it, and is given up', async () => {
    const before = await dead();
    const held = callEvent('refused-hold', 'held', { data: { agentId: 7 } });
    const call = callWith('refused-hold', held);
    await processed(call.toReversed());

    expect(pipeline.timesLogged('EVENT_FAILED', held.id)).toBe(1);
    expect(await dead()).toEqual([...before, held.id]);
    expect(await outcomesOf(call)).toEqual({
      'call.started': 'applied',
      'call.answered': 'applied',
      'call.held': 'dead-lettered',
      'call.resumed': 'applied',
      'call.transferred': 'applied',
      'call.completed': 'applied',
      'call.dispositioned': 'applied',
    });
    expect(await stateOf('refused-hold')).toMatchObject({ state: { status: 'dispositioned', holds: 0 } });
    expect(await pipeline.entityItems('due')).toEqual([]);
  });
});
