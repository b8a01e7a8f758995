import { envelopeSchema } from '../../../lambdas/core/envelope';
import { parseEvent } from '../../../lambdas/core/formats/parse-event';

const receivedMs = Date.UTC(2026, 2, 2, 8, 2, 1);

const parse = (value: unknown, atMs = receivedMs) =>
  parseEvent('genesys', { source: 'genesys', rawBody: Buffer.from(JSON.stringify(value)), receivedMs: atMs });

const eventBody = {
  eventTime: Date.UTC(2026, 2, 2, 8, 2),
  conversationId: 'c-1',
  userId: 'a-1',
  mediaType: 'VOICE',
};
const notification = {
  topicName: 'v2.detail.events.conversation.c-1.user.start',
  version: '2',
  eventBody,
  metadata: { CorrelationId: 'x-1' },
  timestamp: '2026-03-02T08:02:00.084Z',
};
const busEvent = {
  version: '0',
  id: 'e-1',
  'detail-type': 'v2.detail.events.conversation.{id}.user.start',
  source: 'aws.partner/genesys.com/cloud/o-1/switchboard',
  account: '111122223333',
  time: '2026-03-02T08:02:00Z',
  region: 'us-east-1',
  resources: [],
  detail: notification,
};

describe('parseGenesysEvent', () => {
  it('maps an EventBridge event to an envelope', () => {
    const parsed = parse(busEvent);
    expect(parsed).toEqual({
      kind: 'event',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      envelope: {
        specversion: '1.0',
        id: expect.stringMatching(/^genesys\/2026-03-02T08:02:00\.000000000Z\/[0-9a-f]{32}$/),
        source: 'genesys',
        type: 'call.answered',
        subject: '/api/v2/conversations/c-1',
        time: '2026-03-02T08:02:00.000000000Z',
        datacontenttype: 'application/json',
        data: { conversationId: 'c-1', agentId: 'a-1', mediaType: 'VOICE', eventBody },
        entitytype: 'conversation',
        actorid: 'a-1',
        receivedtime: '2026-03-02T08:02:01.000000000Z',
        ordertime: '2026-03-02T08:02:00.000000000Z',
        timesource: 'event',
      },
    });
    expect(parsed.kind === 'event' && envelopeSchema.parse(parsed.envelope)).toEqual(
      parsed.kind === 'event' && parsed.envelope,
    );
  });

  it('makes the very same of the notification alone', () => {
    expect(parse(notification)).toEqual(parse(busEvent));
  });

  it('gives one id to all copies, whenever they come and whatever the bus writes around them', () => {
    const idOf = (value: unknown, atMs?: number) => {
      const parsed = parse(value, atMs);
      return parsed.kind === 'event' && parsed.envelope.id;
    };
    const { timestamp: _, ...undatedNotification } = notification;
    const { eventTime: __, ...undatedBody } = eventBody;
    const undated = { ...undatedNotification, eventBody: undatedBody };

    expect(idOf({ ...busEvent, id: 'e-2', time: '2026-03-02T09:00:00Z' })).toBe(idOf(busEvent));
    expect(idOf(undated, receivedMs + 3_600_000)).toBe(idOf(undated));
  });

  it('orders an event of the far future by when it was received', () => {
    const future = { ...eventBody, eventTime: Date.UTC(2099, 0) };
    expect(parse({ ...notification, eventBody: future })).toMatchObject({
      envelope: { time: '2099-01-01T00:00:00.000000000Z', ordertime: '2026-03-02T08:02:01.000000000Z' },
    });
  });

  it('says where the time comes from when the event has none', () => {
    const { eventTime: _, ...body } = eventBody;
    const timesourceOf = (value: unknown) => {
      const parsed = parse(value);
      return parsed.kind === 'event' && parsed.envelope.timesource;
    };
    const detail = { ...notification, eventBody: body };
    expect(timesourceOf({ ...busEvent, detail })).toBe('notification');
    expect(timesourceOf({ ...busEvent, detail: { ...detail, timestamp: 'noon' } })).toBe('bus');
    expect(timesourceOf({ ...detail, timestamp: undefined })).toBe('received');
  });

  it('ignores a topic that is not known, and names it without the ids in it', () => {
    const parsed = parse({ ...notification, topicName: 'v2.users.7b1d-41.geolocation' });
    expect(parsed).toEqual({
      kind: 'ignored',
      reason: 'UNKNOWN_TOPIC',
      event: { id: expect.stringMatching(/^genesys\//), type: 'v2.users.{id}.geolocation' },
    });
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'body: must be a JSON object'],
    ['a list', [notification], 'body: must be a JSON object'],
    ['no topic', { ...notification, topicName: undefined }, 'topicName: must be a string'],
    ['an empty topic', { ...notification, topicName: '' }, 'topicName: must not be empty'],
    [
      'an endless topic',
      { ...notification, topicName: 'v'.repeat(257) },
      'topicName: must have 256 characters',
    ],
    ['no body', { ...notification, eventBody: undefined }, 'eventBody: must be a JSON object'],
    ['a list as body', { ...notification, eventBody: [] }, 'eventBody: must be a JSON object'],
    ['a text as body', { ...notification, eventBody: '{}' }, 'eventBody: must be a JSON object'],
    ['no detail', { ...busEvent, detail: undefined }, 'detail: must be a JSON object'],
    ['a detail without a body', { ...busEvent, detail: { topicName: 't' } }, 'detail.eventBody: '],
    ['a number as detail-type', { ...busEvent, 'detail-type': 7 }, 'detail-type: must be a string'],
  ])('says what is wrong with %s', (_, value, problem) => {
    const parsed = parse(value);
    expect(parsed).toMatchObject({ kind: 'unusable', reason: 'SCHEMA_VIOLATED' });
    expect(parsed.kind === 'unusable' && parsed.problems.join('\n')).toContain(problem);
  });

  it('finds no JSON in what is none', () => {
    const rawBody = Buffer.from('{"topicName":');
    expect(parseEvent('genesys', { source: 'genesys', rawBody, receivedMs })).toMatchObject({
      kind: 'unusable',
      reason: 'NOT_JSON',
    });
  });

  it('keeps every field of the body, prototype keys included', () => {
    const body = '{"__proto__":{"x":1},"constructor":2,"mediaType":"VOICE"}';
    const rawBody = Buffer.from(`{"topicName":"${notification.topicName}","eventBody":${body}}`);
    const parsed = parseEvent('genesys', { source: 'genesys', rawBody, receivedMs });
    expect(parsed.kind === 'event' && JSON.stringify(parsed.envelope.data)).toContain(`"eventBody":${body}`);
  });
});
