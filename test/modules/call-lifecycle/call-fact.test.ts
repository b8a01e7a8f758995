import * as z from 'zod/mini';
import { factOf } from '../../../lambdas/modules/call-lifecycle/call-fact';
import { withEvent } from '../../../lambdas/modules/call-lifecycle/with-event';
import { at, step } from './call-fixture';

describe('what a call’s event says', () => {
  it.each([
    ['no data', null, {}],
    ['an object without anything known', { queue: 'q-1', nested: { deep: [] } }, {}],
    ['nulls and empty texts', { agentId: '', campaignId: null, callDisposition: '', duration: null }, {}],
    ['a duration of 0', { duration: 0 }, { durationSeconds: 0 }],
    ['a duration finer than a nanosecond', { duration: 1e-200 }, { durationSeconds: 0 }],
    ['a negative duration', { duration: -1 }, {}],
    ['a duration of more than a year', { duration: 1e17 }, {}],
    [
      'all of it',
      { agentId: 'a', campaignId: 'c', callDisposition: 'd', duration: 1.5 },
      { agentId: 'a', campaignId: 'c', disposition: 'd', durationSeconds: 1.5 },
    ],
  ])('may be %s', (_, data, expected) => {
    const {
      type,
      at: time,
      eventId,
      ...said
    } = factOf({ ...step('completed', '14:00:00Z', { id: 'e-1' }), data });

    expect(said).toEqual(expected);
    expect({ type, time, eventId }).toEqual({ type: 'call.completed', time: at('14:00:00'), eventId: 'e-1' });
  });

  it.each([
    ['a text as data', 'Resolved'],
    ['a list as data', []],
    ['a number as disposition', { callDisposition: 7 }],
    ['a text as duration', { duration: '120' }],
    ['an object as campaign', { campaignId: {} }],
    ['a campaign of 257 characters', { campaignId: 'x'.repeat(257) }],
  ])('is refused with %s', (_, data) => {
    expect(() => withEvent(undefined, { ...step('completed', '14:00:00Z'), data }, { gap: false })).toThrow(
      z.core.$ZodError,
    );
  });

  it('is refused when its type is not one of a call', () => {
    expect(() => factOf({ ...step('completed', '14:00:00Z'), type: 'agent.login' })).toThrow(
      'no such events',
    );
  });

  it('takes the agent named in the data for the one who acted', () => {
    const both = step('answered', '14:00:00Z', { userId: 'supervisor', data: { agentId: 'agent-1' } });

    expect(factOf(both)).toMatchObject({ agentId: 'agent-1' });
  });
});
