import { activityIdOf } from '../../../lambdas/modules/crm-sync/activity';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { abandoned, callEvent, completed, corrected, dispositioned, started } from './call-events';
import { stateAfter } from './module-fixture';

describe("a call's state", () => {
  it('is the same after every order of its events', () => {
    const permutations = (events: readonly ModuleEvent[]): ModuleEvent[][] =>
      events.length === 0
        ? [[]]
        : events.flatMap((first) =>
            permutations(events.filter((event) => event !== first)).map((others) => [first, ...others]),
          );
    const events = [started, completed, abandoned, dispositioned, corrected];
    const inOrder = stateAfter(...events);

    const states = permutations(events).map((order) => stateAfter(...order));

    expect(states).toHaveLength(120);
    for (const state of states) expect(state).toEqual(inOrder);
  });

  it('takes the later id of two dispositions at the same time, in either order', () => {
    const tied = (id: string) => ({ ...dispositioned, id, data: { callDisposition: id, callId: 'c-1' } });

    const states = [stateAfter(tied('a'), tied('b')), stateAfter(tied('b'), tied('a'))];

    expect(states.map(({ disposition }) => disposition?.value)).toEqual(['b', 'b']);
  });

  it('keeps a state of JSON values only', () => {
    const state = stateAfter(started, abandoned, dispositioned);

    expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
  });

  it.each([
    ['a disposition without its value', { callId: 'c-1' }],
    ['an empty value', { callId: 'c-1', callDisposition: '' }],
    ['a value that is too long', { callId: 'c-1', callDisposition: 'person'.repeat(50) }],
    ['a value that is no text', { callId: 'c-1', callDisposition: 7 }],
    ['a duration in words', { callId: 'c-1', callDisposition: 'person', duration: 'person' }],
    ['no data', null],
  ])('refuses %s without quoting it', (_, data) => {
    const event = callEvent({ type: 'call.dispositioned', time: '2023-10-27T14:05:00Z', subject: 's', data });

    expect(() => stateAfter(event)).toThrow(/^(?!.*person)/s);
  });

  it('refuses a type it does not want', () => {
    expect(() => stateAfter(callEvent({ type: 'call.held', time: '2023-10-27T14:05:00Z' }))).toThrow(
      'wants no events of this type',
    );
  });
});

describe('the id of an activity', () => {
  it.each(['c-1', '/api/v2/calls/1', 'Ünï 📞 #?%', 'x'.repeat(256)])(
    'is safe in a URL for the call %s',
    (callId) => {
      expect(activityIdOf(callId)).toMatch(/^call-[0-9a-f]{64}$/);
    },
  );

  it('never changes, as the CRM keeps it', () => {
    expect(activityIdOf('c-1')).toBe('call-a6f7ef47ee8dc84af9056a3051ddc302f19581a96eb7e12f510fdf550326a399');
  });
});
