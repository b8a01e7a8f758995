import { arrived, at, outcomes, step } from './call-fixture';
import {
  answered,
  call,
  completed,
  dispositioned,
  held,
  inOrder,
  noteOf,
  resumed,
  started,
} from './sample-call';

describe('a disposition without its call', () => {
  it('is parked, and a gap when its window has passed', async () => {
    const run = await arrived([dispositioned]);
    const before = [run.outcome(dispositioned), run.state('c-1')];
    await run.pass(60);

    expect(before).toEqual(['parked', undefined]);
    expect(run.outcome(dispositioned)).toBe('gap');
    expect(run.state('c-1')).toMatchObject({
      status: 'dispositioned',
      statusSince: at('14:05:20'),
      disposition: 'Resolved',
      reportedDurationSeconds: 120,
      gaps: [noteOf(dispositioned)],
      late: [],
    });
    expect(run.state('c-1')).not.toHaveProperty('startedAt');
  });

  it('gets the rest of its call later, as if that had come in order', async () => {
    const run = await arrived([dispositioned]);
    await run.settle();
    const rest = [started, answered, held, resumed, completed];
    for (const event of rest) await run.deliver(event);

    expect(outcomes(run, rest)).toEqual(rest.map(() => 'late'));
    expect(run.state('c-1')).toEqual({
      ...inOrder(call),
      gaps: [noteOf(dispositioned)],
      late: rest.map(noteOf),
    });
  });
});

describe('an event with an impossible date', () => {
  const from1970 = step('held', '1970-01-01T00:00:00Z', { id: 'from-1970' });

  it('of 1970 is late in a call that has started, and moves no time', async () => {
    const run = await arrived([started, answered, from1970, completed]);

    expect(outcomes(run, [started, answered, from1970, completed])).toEqual([
      'applied',
      'applied',
      'late',
      'applied',
    ]);
    expect(run.state('c-1')).toMatchObject({
      waitSeconds: 10,
      talkSeconds: 290,
      holdSeconds: 0,
      holds: 1,
      durationSeconds: 300,
    });
  });

  it('of 1970 that comes first is a gap, and the call is counted from its start', async () => {
    const run = await arrived([from1970, started, answered, completed]);
    await run.settle();

    expect(outcomes(run, [from1970, started, answered, completed])).toEqual([
      'gap',
      'gap',
      'applied',
      'applied',
    ]);
    expect(run.state('c-1')).toMatchObject({ waitSeconds: 10, talkSeconds: 290, durationSeconds: 300 });
  });

  it('of 2099 happened when it was received', async () => {
    const from2099 = step('completed', '2099-01-01T00:00:00Z');
    const run = await arrived([started, from2099, answered]);

    expect(outcomes(run, [started, from2099, answered])).toEqual(['applied', 'applied', 'applied']);
    expect(run.state('c-1')).toMatchObject({
      endedAt: '2023-10-27T15:00:00.000000000Z',
      durationSeconds: 3600,
      talkSeconds: 3590,
    });
  });
});

describe('two calls', () => {
  it('whose events come interleaved and disordered do not touch each other', async () => {
    const other = call.map((event) => ({ ...event, id: `other-${event.id}`, data: { callId: 'c-2' } }));
    const run = await arrived(call.flatMap((event, index) => [other[5 - index] ?? event, event]));

    expect(run.state('c-1')).toEqual(inOrder(call));
    expect(run.state('c-2')).toEqual(inOrder(other));
  });
});

describe('an event that cannot be read, in the middle of a call', () => {
  it('goes to the DLQ, and the call goes on without it', async () => {
    const poison = { ...held, data: { conversationId: 'c-1', duration: 'long' } };
    const events = [started, answered, poison, resumed, completed, dispositioned];
    const run = await arrived(events);
    await run.settle();

    expect(run.outcome(poison)).toBe('dead-lettered');
    expect(run.state('c-1')).toEqual(inOrder(events.filter((event) => event !== poison)));
  });
});

describe('a correction', () => {
  it('that comes a day later is applied at once', async () => {
    const correction = step('dispositioned', '2023-10-28T14:00:00Z', {
      receivedAt: '2023-10-28T15:00:00Z',
      id: 'correction',
      data: { callDisposition: 'Sold' },
    });
    const run = await arrived(call);
    await run.pass(86_400);
    await run.deliver(correction);

    expect(run.outcome(correction)).toBe('applied');
    expect(run.state('c-1')).toMatchObject({
      disposition: 'Sold',
      dispositionedAt: '2023-10-28T14:00:00.000000000Z',
      durationSeconds: 300,
      lastEventId: 'correction',
    });
  });

  it('is a disposition that itself came a day after the call', async () => {
    const [, , , , ...last] = call;
    const run = await arrived(call.filter((event) => event !== dispositioned));
    await run.pass(86_400);
    await run.deliver(dispositioned);

    expect(outcomes(run, last)).toEqual(['applied', 'applied']);
    expect(run.state('c-1')).toEqual(inOrder(call));
  });
});
