import { findTopic, topicWithoutIds } from '../../../lambdas/core/genesys/find-topic';
import { mapTopic } from '../../../lambdas/core/genesys/map-topic';
import { genesysTopics } from '../../../lambdas/core/genesys/topics';

const conversationTopic = (name: string): string => `v2.detail.events.conversation.c-1.${name}`;

const map = (topicName: string, body: unknown) => {
  const found = findTopic(topicName);
  if (!found) throw new Error(`${topicName} is not known.`);
  return mapTopic(found, body);
};

describe('findTopic', () => {
  it('knows every topic that the platform publishes for conversations, users and audits', () => {
    const names =
      'acd.end acd.start acw attributes contact customer.end customer.start flow.end flow.start outbound ' +
      'user.end user.start voicemail.end voicemail.start wrapup';
    expect(genesysTopics.map(({ template }) => template).toSorted()).toEqual([
      'v2.audits.entitytype.{id}.entityid.{id}',
      ...names.split(' ').map((name) => `v2.detail.events.conversation.{id}.${name}`),
      'v2.users.{id}.activity',
      'v2.users.{id}.routingStatus',
    ]);
  });

  it.each(genesysTopics.map(({ template }) => template))('finds %s by a name with real ids', (template) => {
    let count = 0;
    const found = findTopic(template.replaceAll('{id}', () => `id-${(count += 1)}`));
    expect(found?.topic.template).toBe(template);
    expect(found?.ids).toEqual(Array.from({ length: count }, (_, index) => `id-${index + 1}`));
  });

  it.each([
    'v2.users.a-1.presence',
    'v2.users.a-1',
    'v2.users..activity',
    'v2.users.a-1.activity.more',
    'V2.users.a-1.activity',
    'toString',
    '__proto__',
    '',
  ])('does not know %s', (topicName) => {
    expect(findTopic(topicName)).toBeUndefined();
  });
});

describe('topicWithoutIds', () => {
  it.each([
    ['v2.users.0f5a6c1e-7b1d-4c58-9a53-2d1f6e0b7c11.geolocation', 'v2.users.{id}.geolocation'],
    ['v2.conversations.{id}.transcription', 'v2.conversations.{id}.transcription'],
    ['v2.routing.queues.41.users', 'v2.routing.queues.{id}.users'],
    ['0f5a6c1e.geolocation', '{id}.geolocation'],
  ])('names %s without whom it is about', (topicName, name) => {
    expect(topicWithoutIds(topicName)).toBe(name);
  });

  it('keeps a name short', () => {
    expect(topicWithoutIds('x'.repeat(256))).toHaveLength(128);
  });
});

describe('mapTopic', () => {
  it.each<[name: string, body: object, type: string]>([
    ['customer.start', { mediaType: 'VOICE' }, 'call.started'],
    ['customer.start', { mediaType: 'voice' }, 'call.started'],
    ['customer.start', {}, 'call.started'],
    ['customer.start', { mediaType: 'MESSAGE' }, 'conversation.customer.started'],
    ['customer.start', { mediaType: 'UNKNOWN' }, 'conversation.customer.started'],
    ['user.start', { mediaType: 'VOICE' }, 'call.answered'],
    ['user.start', { mediaType: 'CALLBACK' }, 'conversation.user.started'],
    ['user.end', { mediaType: 'VOICE', disconnectType: 'TRANSFER' }, 'call.transferred'],
    ['user.end', { mediaType: 'CHAT', disconnectType: 'TRANSFER' }, 'conversation.user.ended'],
    ['user.end', { mediaType: 'VOICE', disconnectType: 'NO_ANSWER_TRANSFER' }, 'conversation.user.ended'],
    ['user.end', { mediaType: 'VOICE', disconnectType: 'CONSULT_TRANSFER' }, 'conversation.user.ended'],
    ['user.end', { mediaType: 'VOICE' }, 'conversation.user.ended'],
    ['customer.end', { mediaType: 'VOICE' }, 'call.completed'],
    ['customer.end', { mediaType: 'EMAIL' }, 'conversation.customer.ended'],
    ['acw', { mediaType: 'VOICE', wrapupCode: 'w-1' }, 'call.dispositioned'],
    ['acw', { mediaType: 'VOICE' }, 'conversation.after-call-work'],
    ['acw', { mediaType: 'VOICE', wrapupCode: '' }, 'conversation.after-call-work'],
    ['wrapup', { mediaType: 'VOICE', wrapupCode: 'w-1' }, 'call.dispositioned'],
    ['wrapup', { mediaType: 'MESSAGE', wrapupCode: 'w-1' }, 'conversation.wrapup'],
    ['acd.end', { mediaType: 'VOICE', acdOutcome: 'ABANDON' }, 'conversation.acd.ended'],
  ])('calls %s with %j %s', (name, body, type) => {
    expect(map(conversationTopic(name), body).type).toBe(type);
  });

  it('takes out of a conversation’s body what modules look for, and leaves the body as it is', () => {
    const body = {
      conversationId: 'another',
      userId: 'a-1',
      wrapupCode: 'w-1',
      mediaType: 'VOICE',
      queueId: null,
      ani: 'tel:+15550100',
    };
    expect(map(conversationTopic('acw'), body)).toEqual({
      type: 'call.dispositioned',
      entitytype: 'conversation',
      subject: '/api/v2/conversations/c-1',
      actorid: 'a-1',
      data: {
        conversationId: 'c-1',
        agentId: 'a-1',
        callDisposition: 'w-1',
        mediaType: 'VOICE',
        eventBody: body,
      },
    });
  });

  it('takes the whole of an agent’s activity for a status', () => {
    const body = {
      id: 'a-1',
      presence: { presenceDefinition: { systemPresence: 'ON_QUEUE' } },
      routingStatus: { status: 'IDLE' },
    };
    expect(map('v2.users.a-1.activity', body)).toEqual({
      type: 'agent.status',
      entitytype: 'user',
      subject: '/api/v2/users/a-1',
      actorid: 'a-1',
      data: { agentId: 'a-1', status: 'ON_QUEUE', routingStatus: 'IDLE', eventBody: body },
    });
  });

  it('does not take an activity that tells no presence for one', () => {
    const body = { id: 'a-1', routingStatus: { status: 'IDLE' } };
    expect(map('v2.users.a-1.activity', body)).toMatchObject({ type: 'agent.activity' });
  });

  it('does not take a routing status for a presence', () => {
    const body = { id: 'a-1', routingStatus: { userId: 'a-1', status: 'INTERACTING' } };
    expect(map('v2.users.a-1.routingStatus', body)).toMatchObject({
      type: 'agent.routing-status',
      actorid: 'a-1',
      data: { routingStatus: 'INTERACTING' },
    });
  });

  it('tells of an audit what it is about and who did it', () => {
    const body = { user: { id: 'admin-1' }, action: 'Update', entityType: 'User', entity: { id: 'a-1' } };
    expect(map('v2.audits.entitytype.USER.entityid.a-1', body)).toMatchObject({
      type: 'audit.logged',
      actorid: 'admin-1',
      data: { auditedType: 'USER', auditedId: 'a-1', action: 'Update' },
    });
  });

  it('names no record for an audit, which has none of its own', () => {
    expect(map('v2.audits.entitytype.USER.entityid.a-1', {})).not.toHaveProperty('subject');
  });

  it('names a record by the id alone, whatever stands in that', () => {
    expect(map('v2.users.{id}.activity', { id: '../x$&?y' })).toMatchObject({
      subject: '/api/v2/users/..%2Fx%24%26%3Fy',
    });
  });

  it('finds the entity in the body when the topic’s name has a placeholder instead of an id', () => {
    expect(
      map(conversationTopic('acd.start').replace('c-1', '{id}'), { conversationId: 'c-2' }),
    ).toMatchObject({ subject: '/api/v2/conversations/c-2', data: { conversationId: 'c-2' } });
    expect(map('v2.users.{id}.activity', { id: 'a-2' })).toMatchObject({ actorid: 'a-2' });
  });

  it.each<[string, unknown]>([
    ['a number', 7],
    ['an object', { id: 'a-1' }],
    ['a lone surrogate', '\uD800'],
    ['an endless text', 'x'.repeat(257)],
    ['an empty text', ''],
  ])('names no actor when the body has %s there', (_, userId) => {
    expect(map(conversationTopic('user.start'), { userId })).not.toHaveProperty('actorid');
  });

  it('says that nobody is there when neither name nor body tells', () => {
    const mapped = map('v2.users.{id}.activity', {});
    expect(mapped).not.toHaveProperty('actorid');
    expect(mapped).not.toHaveProperty('subject');
  });
});
