import {
  type EventPattern,
  eventPatternSchema,
  matchesPattern,
} from '../../../tools/local/event-bus/event-pattern';

const event = {
  source: 'aws.partner/genesys.com/cloud/org/one',
  'detail-type': 'v2.users.{id}.activity',
  resources: ['a', 'b'],
  detail: { version: '2', eventBody: { active: true, count: 3, note: null } },
};

describe('a pattern of events', () => {
  it.each<[string, EventPattern]>([
    ['the value of a field', { source: [event.source] }],
    ['one of several values', { source: ['other', event.source] }],
    ['every field', { source: [event.source], 'detail-type': [event['detail-type']] }],
    ['fields of an object', { detail: { eventBody: { active: [true], count: [3], note: [null] } } }],
    ['an item of a list', { resources: ['c', 'b'] }],
    ['the beginning of a text', { source: [{ prefix: 'aws.partner/genesys.com/' }] }],
  ])('matches by %s', (_, pattern) => {
    expect(matchesPattern(eventPatternSchema.parse(pattern), event)).toBe(true);
  });

  it.each<[string, EventPattern]>([
    ['another value', { source: [`${event.source}/more`] }],
    ['one field of two only', { source: [event.source], 'detail-type': ['other'] }],
    ['a field that is not there', { account: ['1'] }],
    ['a field that only every object has', { toString: [{ prefix: '' }] }],
    ['a text for a number', { detail: { version: [2] } }],
    ['no item of a list', { resources: ['c'] }],
    ['another beginning', { source: [{ prefix: 'partner' }] }],
    ['the beginning of what is no text', { detail: { eventBody: { count: [{ prefix: '' }] } } }],
    ['fields of what is no object', { source: { id: ['1'] } }],
    ['a value of what is an object', { detail: ['2'] }],
  ])('does not match by %s', (_, pattern) => {
    expect(matchesPattern(eventPatternSchema.parse(pattern), event)).toBe(false);
  });

  it.each<[string, object]>([
    ['an operator that nobody here knows', { source: [{ 'anything-but': 'aws' }] }],
    ['a second operator beside one', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['a choice between fields', { $or: [{ source: ['a'] }] }],
    ['no value at all', { source: [] }],
    ['no field at all', {}],
    ['an empty pattern within', { detail: {} }],
    ['a value without a list', { source: 'a' }],
  ])('is refused for %s', (_, pattern) => {
    expect(eventPatternSchema.safeParse(pattern).success).toBe(false);
  });
});
