import { parseEvent } from '../../../lambdas/core/formats/parse-event';
import { deduplicationIdOf } from '../../../lambdas/core/route-event';
import { busEvent, notification, posted, type TwoDoors, twoDoors } from './event-bus-fixture';

const composedId = (): string => {
  const rawBody = Buffer.from(JSON.stringify(busEvent));
  const parsed = parseEvent('genesys', { source: 'genesys', rawBody, receivedMs: 0 });
  if (parsed.kind !== 'event') throw new Error('The event cannot be read.');
  return parsed.envelope.id;
};

/** The same event as a sender writes it that computes the id by itself. */
const twin = {
  id: composedId(),
  eventType: 'call.started',
  entityType: 'Call',
  timestamp: '2026-03-02T08:02:00Z',
  resourceUri: '/api/v2/conversations/calls/c-1',
  data: { conversationId: 'c-1' },
};

const finish = async ({ claims }: TwoDoors, eventId = twin.id): Promise<void> => {
  const at = '2026-03-02T08:30:01.000000000Z';
  await claims.record({ source: 'genesys', eventId, module: 'calls', outcome: 'applied', at });
};

type Way = (doors: TwoDoors) => Promise<unknown>;
const byBus: Way = ({ eventBus }) => eventBus(busEvent);
const byTwin: Way = ({ webhook }) => webhook(posted(twin));
const byRelay: Way = ({ webhook }) => webhook(posted(notification));
const byRelayOfAll: Way = ({ webhook }) => webhook(posted(busEvent));

describe('an event that comes through both doors', () => {
  it.each<[string, 'switchboard' | 'genesys', Way, Way]>([
    ['from the bus, then as its twin', 'switchboard', byBus, byTwin],
    ['as its twin, then from the bus', 'switchboard', byTwin, byBus],
    ['from the bus, then by a relay of notifications', 'genesys', byBus, byRelay],
    ['by a relay of notifications, then from the bus', 'genesys', byRelay, byBus],
    ['from the bus, then by a relay of all of it', 'genesys', byBus, byRelayOfAll],
    ['by two relays', 'genesys', byRelay, byRelayOfAll],
  ])('is one event: %s', async (_, format, first, second) => {
    const doors = twoDoors({ format });

    await first(doors);
    await finish(doors);
    await second(doors);

    expect(doors.claims.claims.size).toBe(1);
    expect(doors.queues.sent).toHaveLength(1);
    expect(doors.queues.quarantined).toEqual([]);
    expect(doors.metrics.counts).toMatchObject({ EventAccepted: 1, EventDuplicate: 1 });
    expect(doors.metrics.counts).not.toHaveProperty('IdReused');
  });

  it('is sent a second time as the same message while its module has no outcome', async () => {
    const doors = twoDoors();
    await byBus(doors);
    doors.clock.nowMs += 60_000;
    await byTwin(doors);

    expect(doors.queues.sent.map(({ deduplicationId }) => deduplicationId)).toEqual(
      Array.from({ length: 2 }, () => deduplicationIdOf({ source: 'genesys', id: twin.id })),
    );
    expect(doors.metrics.counts).not.toHaveProperty('IdReused');
  });
});

describe('an id that is used again', () => {
  it('is told, and its body kept, when it comes through the same door', async () => {
    const doors = twoDoors();
    await byTwin(doors);
    await finish(doors);
    await doors.webhook(posted({ ...twin, data: { conversationId: 'c-2' } }));

    expect(doors.metrics.counts).toMatchObject({ IdReused: 1, EventQuarantined: 1 });
  });

  it('counts a claim from when there was one door as the webhook’s', async () => {
    const doors = twoDoors();
    await byTwin(doors);
    await finish(doors);
    const [[key, claim] = []] = doors.claims.claims;
    if (key === undefined || claim === undefined) throw new Error('There is no claim.');
    const { door: _, ...old } = claim;
    doors.claims.claims.set(key, old);

    await byBus(doors);
    expect(doors.metrics.counts).not.toHaveProperty('IdReused');

    await doors.webhook(posted({ ...twin, data: { conversationId: 'c-2' } }));
    expect(doors.metrics.counts).toMatchObject({ IdReused: 1 });
  });
});

describe('the webhook of a source that posts what Genesys Cloud sends', () => {
  it('answers a topic that is not known with 200, and counts it', async () => {
    const doors = twoDoors({ format: 'genesys' });
    const response = await doors.webhook(posted({ ...notification, topicName: 'v2.users.a-1.geolocation' }));
    expect(response).toMatchObject({ statusCode: 200, body: expect.stringContaining('"ignored"') });
    expect(doors.metrics.counts).toMatchObject({ EventIgnored: 1, TopicUnknown: 1 });
  });

  it('takes Open Messaging, and ignores what no module wants', async () => {
    const doors = twoDoors({ format: 'genesys-open-messaging' });
    const message = { id: 'm-1', type: 'Text', channel: { time: '2026-03-02T08:02:00Z' }, text: 'Hello' };
    const response = await doors.webhook(posted(message));
    expect(response).toMatchObject({ statusCode: 200, body: expect.stringContaining('"ignored"') });
    expect(doors.log.lines).toMatchObject([{ code: 'EVENT_IGNORED', fields: { eventType: 'message.text' } }]);
  });
});
