import type { CallState } from '../../../lambdas/modules/call-lifecycle/call-state';
import { withEvent } from '../../../lambdas/modules/call-lifecycle/with-event';
import { withLateEvent } from '../../../lambdas/modules/call-lifecycle/with-late-event';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { arrived, at, step } from './call-fixture';

const applied = (events: readonly ModuleEvent[]): CallState | undefined =>
  events.reduce<CallState | undefined>((state, event) => withEvent(state, event, { gap: false }), undefined);

describe('the read model of a call', () => {
  it('has its times, its parts, its agents and its result', async () => {
    const run = await arrived([
      step('started', '14:00:00Z', { data: { campaignId: 'spring' } }),
      step('answered', '14:00:12.5Z', { userId: 'agent-1' }),
      step('held', '14:02:00Z', { userId: 'agent-1' }),
      step('resumed', '14:02:30.000000001Z', { userId: 'agent-1' }),
      step('transferred', '14:05:00Z', { userId: 'agent-1' }),
      step('answered', '14:05:10Z', { data: { agentId: 'agent-2' } }),
      step('completed', '14:10:00Z', { userId: 'agent-2', data: { duration: 601 } }),
      step('dispositioned', '14:10:40Z', {
        id: 'd-1',
        userId: 'agent-2',
        data: { callDisposition: 'Resolved' },
      }),
    ]);

    expect(run.state('c-1')).toEqual({
      status: 'dispositioned',
      statusSince: at('14:10:40'),
      startedAt: at('14:00:00'),
      answeredAt: at('14:00:12.5'),
      endedAt: at('14:10:00'),
      endedBy: 'completed',
      dispositionedAt: at('14:10:40'),
      disposition: 'Resolved',
      campaignId: 'spring',
      durationSeconds: 600,
      reportedDurationSeconds: 601,
      waitSeconds: 12.5,
      talkSeconds: 547.499999999,
      holdSeconds: 30.000000001,
      transferSeconds: 10,
      countedFrom: at('14:00:00'),
      holds: 1,
      transfers: 1,
      agents: [
        { agentId: 'agent-1', firstSeenAt: at('14:00:12.5') },
        { agentId: 'agent-2', firstSeenAt: at('14:05:10') },
      ],
      dispositions: [{ at: at('14:10:40'), eventId: 'd-1', value: 'Resolved' }],
      gaps: [],
      late: [],
      lastEventId: 'd-1',
    });
  });

  it.each<[string, ModuleEvent, object]>([
    ['ringing', step('started', '14:00:00Z'), { status: 'ringing', waitSeconds: 0 }],
    ['talking', step('answered', '14:00:10Z'), { status: 'talking', waitSeconds: 10 }],
    ['on hold', step('held', '14:00:10Z'), { status: 'on-hold', waitSeconds: 10, holds: 1 }],
    ['talking after a hold', step('resumed', '14:00:10Z'), { status: 'talking', waitSeconds: 10 }],
    ['being transferred', step('transferred', '14:00:10Z'), { status: 'transferring', transfers: 1 }],
    ['completed', step('completed', '14:00:10Z'), { status: 'completed', durationSeconds: 10 }],
    ['abandoned while it rang', step('abandoned', '14:00:10Z'), { endedBy: 'abandoned', waitSeconds: 10 }],
  ])('shows a call that is %s', (_, event, expected) => {
    expect(applied([step('started', '14:00:00Z'), event])).toMatchObject(expected);
  });

  it('takes the first of two ends, and no time behind it', () => {
    const state = applied([
      step('started', '14:00:00Z'),
      step('abandoned', '14:00:10Z'),
      step('completed', '14:00:20Z'),
      step('held', '14:00:30Z'),
    ]);

    expect(state).toMatchObject({
      status: 'abandoned',
      durationSeconds: 10,
      waitSeconds: 10,
      holdSeconds: 0,
    });
  });

  it('keeps a call that is dispositioned while it is talked in its phase until it ends', () => {
    const talking = [step('started', '14:00:00Z'), step('answered', '14:00:10Z')];
    const dispositioned = [
      ...talking,
      step('dispositioned', '14:00:20Z', { data: { callDisposition: 'Sold' } }),
    ];

    expect(applied(dispositioned)).toMatchObject({ status: 'talking', disposition: 'Sold' });
    expect(applied([...dispositioned, step('completed', '14:01:00Z')])).toMatchObject({
      status: 'dispositioned',
      statusSince: at('14:01:00'),
      talkSeconds: 50,
      disposition: 'Sold',
    });
  });

  it('lets the newest correction hold, and one that names nothing changes nothing', () => {
    const state = applied([
      step('dispositioned', '14:00:00Z', { id: 'd-1', data: { callDisposition: 'Sold' } }),
      step('dispositioned', '14:00:01Z', { id: 'd-2', data: { callDisposition: 'Resolved' } }),
      step('dispositioned', '14:00:02Z', { id: 'd-3' }),
    ]);

    expect(state).toMatchObject({ disposition: 'Resolved', dispositionedAt: at('14:00:02') });
    expect(state?.dispositions).toEqual([
      { at: at('14:00:00'), eventId: 'd-1', value: 'Sold' },
      { at: at('14:00:01'), eventId: 'd-2', value: 'Resolved' },
      { at: at('14:00:02'), eventId: 'd-3' },
    ]);
  });

  it('goes on talking when the clock that answered runs before the one that started', () => {
    const state = applied([
      step('answered', '14:00:00.9Z'),
      step('started', '14:00:01Z'),
      step('completed', '14:01:01Z'),
    ]);

    expect(state).toMatchObject({ waitSeconds: 0, talkSeconds: 60, durationSeconds: 60 });
  });

  it('counts from its start on, whatever is dated before that', () => {
    const state = applied([
      step('held', '13:58:00Z'),
      step('answered', '13:59:00Z'),
      step('started', '14:00:00Z'),
      step('completed', '14:01:00Z'),
    ]);

    expect(state).toMatchObject({ holdSeconds: 0, talkSeconds: 60, durationSeconds: 60, holds: 1 });
    expect(state).toMatchObject({ startedAt: at('14:00:00'), countedFrom: at('14:00:00') });
  });

  it('has no duration when the end is dated before the start', () => {
    const state = applied([step('completed', '14:00:00Z'), step('started', '14:00:01Z')]);

    expect(state).toMatchObject({ status: 'completed', startedAt: at('14:00:01'), endedAt: at('14:00:00') });
    expect(state).not.toHaveProperty('durationSeconds');
  });
});

describe('the size of a call’s state', () => {
  const many = Array.from({ length: 60 }, (_, second) => second);
  const time = (second: number): string => `14:00:${String(second).padStart(2, '0')}Z`;

  it('is bounded: the first 50 agents and gaps, the newest 20 dispositions', () => {
    const events = many.map((second) =>
      step('dispositioned', time(second), { userId: `agent-${second}`, id: `d-${second}` }),
    );
    const state = events.reduce<CallState | undefined>(
      (known, event) => withEvent(known, event, { gap: true }),
      undefined,
    );

    expect(state?.agents.map(({ agentId }) => agentId)).toEqual(many.slice(0, 50).map((n) => `agent-${n}`));
    expect(state?.gaps.map(({ eventId }) => eventId)).toEqual(many.slice(0, 50).map((n) => `d-${n}`));
    expect(state?.dispositions.map(({ eventId }) => eventId)).toEqual(many.slice(40).map((n) => `d-${n}`));
  });

  it('is bounded for late events: the first 50', () => {
    const events = many.map((second) => step('held', time(second), { id: `h-${second}` }));
    const state = events.reduce<CallState | undefined>(withLateEvent, undefined);

    expect(state?.late.map(({ eventId }) => eventId)).toEqual(many.slice(0, 50).map((n) => `h-${n}`));
    expect(state?.holds).toBe(60);
  });
});
