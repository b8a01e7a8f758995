import { callLifecycleModule } from '../../../lambdas/modules/call-lifecycle/module';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { ModuleRun } from '../../module-kit';
import { arrived, at, outcomes, startsAt, step } from './call-fixture';
import { answered, call, completed, held, inOrder, noteOf, resumed, started } from './sample-call';

/** All but one arrive, and that one when the window of the others has passed. */
const withLate = async (late: ModuleEvent): Promise<ModuleRun> => {
  const run = await arrived(call.filter((event) => event !== late));
  await run.settle();
  await run.pass(120);
  await run.deliver(late);
  return run;
};

describe('a call without its start', () => {
  it('is a gap, and what came of it is known from its first step on', async () => {
    const [, ...rest] = call;
    const run = await arrived(rest);
    await run.settle();

    expect(outcomes(run, rest)).toEqual(['gap', 'applied', 'applied', 'applied', 'applied']);
    expect(run.state('c-1')).toMatchObject({
      status: 'dispositioned',
      waitSeconds: 0,
      talkSeconds: 260,
      holdSeconds: 30,
      countedFrom: at('14:00:10'),
      gaps: [noteOf(answered)],
    });
    expect(run.state('c-1')).not.toHaveProperty('durationSeconds');
  });

  it('gets it late: with it the duration and how long it rang', async () => {
    const run = await withLate(started);

    expect(run.outcome(started)).toBe('late');
    expect(run.state('c-1')).toEqual({
      ...inOrder(call),
      gaps: [noteOf(answered)],
      late: [noteOf(started)],
    });
  });

  it('rang until its end if nothing else is known', async () => {
    const run = await arrived([completed]);
    await run.settle();
    await run.deliver(started);

    expect(run.state('c-1')).toMatchObject({ status: 'completed', waitSeconds: 300, durationSeconds: 300 });
  });

  it('keeps its parts when the late start lies amid them', async () => {
    const early = step('held', '13:59:00Z', { id: 'early' });
    const run = await arrived([early, completed]);
    await run.settle();
    await run.deliver(started);

    expect(run.state('c-1')).toMatchObject({
      startedAt: at('14:00:00'),
      durationSeconds: 300,
      waitSeconds: 0,
      holdSeconds: 360,
      countedFrom: at('13:59:00'),
      late: [noteOf(started)],
    });
  });
});

describe('a late event', () => {
  it('that answers the call turns what was counted as ringing into talk', async () => {
    const run = await withLate(answered);

    const { agents, ...expected } = inOrder(call) ?? {};
    expect(run.state('c-1')).toEqual({ ...expected, agents, late: [noteOf(answered)] });
  });

  it('that answers the call before the known answer takes its place', async () => {
    const events = [started, answered, step('answered', '14:00:40Z', { userId: 'agent-2' }), completed];
    const run = await arrived(events.filter((event) => event !== answered));
    await run.pass(120);
    await run.deliver(answered);

    expect(run.state('c-1')).toEqual({ ...inOrder(events), late: [noteOf(answered)] });
  });

  it('that answers the call behind the known answer changes no time', async () => {
    const again = step('answered', '14:00:40Z', { id: 'again', userId: 'agent-2' });
    const run = await arrived(call);
    const before = run.state('c-1');
    await run.pass(120);
    await run.deliver(again);

    expect(run.state('c-1')).toEqual({
      ...before,
      agents: [
        { agentId: 'agent-1', firstSeenAt: at('14:00:10') },
        { agentId: 'agent-2', firstSeenAt: at('14:00:40') },
      ],
      late: [noteOf(again)],
    });
  });

  it.each<[string, ModuleEvent[], ModuleEvent, object]>([
    [
      'ringing call, dated before its start, lets it be talked since the start',
      [started],
      step('answered', '13:59:59.9Z'),
      { status: 'talking', statusSince: at('14:00:00'), waitSeconds: 0 },
    ],
    [
      'call that is over, dated before its start, leaves no ringing',
      [started, completed],
      step('answered', '13:59:59.9Z'),
      { status: 'completed', waitSeconds: 0, talkSeconds: 300, durationSeconds: 300 },
    ],
    [
      'call that rang no more then changes no time',
      [started, held, completed],
      step('answered', '14:02:00Z'),
      { answeredAt: at('14:02:00'), waitSeconds: 60, talkSeconds: 0, holdSeconds: 240 },
    ],
  ])('that answers a %s', async (_, known, late, expected) => {
    const run = await arrived(known);
    await run.pass(120);
    await run.deliver(late);

    expect(run.outcome(late)).toBe('late');
    expect(run.state('c-1')).toMatchObject(expected);
  });

  it('that comes in the instant in which the call came to its phase follows it', async () => {
    const before = step('dispositioned', '14:02:00Z', { id: 'early' });
    const run = await arrived([started, answered, before]);
    await run.settle();
    await run.deliver(step('held', '14:00:10Z'));

    expect(run.state('c-1')).toMatchObject({ status: 'on-hold', statusSince: at('14:00:10'), holds: 1 });
  });

  it.each([
    ['hold', held, { holds: 1, talkSeconds: 290, holdSeconds: 0 }],
    ['resumption', resumed, { holds: 1, talkSeconds: 50, holdSeconds: 240 }],
    ['transfer', step('transferred', '14:03:00Z'), { transfers: 1, talkSeconds: 260, holdSeconds: 30 }],
  ])('that is a %s counts, and changes no time', async (_, late, expected) => {
    const run = await withLate(late);

    expect(run.outcome(late)).toBe('late');
    expect(run.state('c-1')).toMatchObject({ ...expected, durationSeconds: 300, late: [noteOf(late)] });
  });

  it('that ends the call before what was counted fills in the end and leaves the parts', async () => {
    const end = step('abandoned', '14:01:10Z', { id: 'end' });
    const run = await arrived([started, answered, held, resumed]);
    await run.pass(120);
    await run.deliver(end);

    expect(run.state('c-1')).toMatchObject({
      status: 'abandoned',
      endedAt: at('14:01:10'),
      endedBy: 'abandoned',
      durationSeconds: 70,
      waitSeconds: 10,
      talkSeconds: 50,
      holdSeconds: 30,
    });
  });

  it('that is a disposition is kept at its place and yields to a newer one', async () => {
    const older = step('dispositioned', '14:05:10Z', { id: 'older', data: { callDisposition: 'Sold' } });
    const run = await arrived(call);
    await run.pass(120);
    await run.deliver(older);

    expect(run.state('c-1')).toMatchObject({
      disposition: 'Resolved',
      dispositionedAt: at('14:05:20'),
      dispositions: [
        { at: at('14:05:10'), eventId: 'older', value: 'Sold' },
        { at: at('14:05:20'), eventId: 'dispositioned', value: 'Resolved' },
      ],
      lastEventId: 'dispositioned',
    });
  });

  it('fills in a campaign and a reported duration, but does not change them', async () => {
    const late = step('resumed', '14:03:00Z', { data: { campaignId: 'autumn', duration: 7 } });
    const bare = await arrived([step('started', '14:00:00Z'), answered, completed]);
    const full = await arrived(call);
    for (const run of [bare, full]) {
      await run.pass(120);
      await run.deliver(late);
    }

    expect(bare.state('c-1')).toMatchObject({ campaignId: 'autumn', reportedDurationSeconds: 7 });
    expect(full.state('c-1')).toMatchObject({ campaignId: 'spring', reportedDurationSeconds: 120 });
  });

  it('counts once, wherever the function dies, and when it comes again', async () => {
    const known = call.filter((event) => event !== held);
    for (let atCall = 1, isDeadly = true; isDeadly; atCall += 1) {
      for (const effect of ['lost', 'done'] as const) {
        const run = new ModuleRun(callLifecycleModule, { startsAt });
        for (const event of known) await run.deliver(event);
        await run.pass(120);
        const callsBefore = run.mortality.calls;
        const mortal = new ModuleRun(callLifecycleModule, {
          startsAt,
          death: { atCall: callsBefore + atCall, effect },
        });
        for (const event of known) await mortal.deliver(event);
        await mortal.pass(120);
        await mortal.deliver(held);
        await run.deliver(held);
        isDeadly = run.mortality.calls >= callsBefore + atCall;
        await mortal.deliver(held);

        expect([atCall, effect, mortal.state('c-1')]).toEqual([atCall, effect, run.state('c-1')]);
        expect(mortal.outcome(held)).toBe('late');
      }
    }
  });
});
