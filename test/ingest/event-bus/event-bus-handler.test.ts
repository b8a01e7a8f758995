import { randomBytes } from 'node:crypto';
import { decodeMessage } from '../../../lambdas/core/queue-message';
import { IngestUnavailableError } from '../../../lambdas/ingest/errors';
import { UnknownEventBusError } from '../../../lambdas/ingest/event-bus/errors';
import { ManualTimer } from '../../in-memory/manual-timer';
import { busEvent, failedInvocation, failureBatch, notification, twoDoors } from './event-bus-fixture';

const codesOf = ({ log }: Pick<ReturnType<typeof twoDoors>, 'log'>) => log.lines.map(({ code }) => code);

const throttled = Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });

describe('an event from an event bus', () => {
  it('is claimed, sent to its modules, and counted for its source', async () => {
    const doors = twoDoors();

    expect(await doors.eventBus(busEvent)).toBeUndefined();

    expect(doors.queues.sent.map(({ module }) => module)).toEqual(['calls']);
    expect(decodeMessage(doors.queues.sent[0]?.body ?? '', undefined)).toMatchObject({
      source: 'genesys',
      type: 'call.started',
      data: { conversationId: 'c-1', eventBody: notification.eventBody },
    });
    expect([...doors.claims.claims.values()]).toMatchObject([{ door: 'event-bus' }]);
    expect(codesOf(doors)).toEqual(['EVENT_ACCEPTED']);
    expect(doors.metrics.counts).toEqual({ EventAccepted: 1 });
    expect(doors.metrics.flushedDimensions).toEqual([{ source: 'genesys' }]);
  });

  it.each<[string, unknown, Record<string, number>]>([
    ['a duplicate', busEvent, { EventAccepted: 1, EventDuplicate: 1 }],
    [
      'a copy that the platform sent again',
      { ...busEvent, id: 'e-2', time: '2026-03-02T09:00:00Z' },
      { EventAccepted: 1, EventDuplicate: 1 },
    ],
    [
      'of a type that no module wants',
      { ...busEvent, detail: { ...notification, topicName: 'v2.detail.events.conversation.c-1.contact' } },
      { EventAccepted: 1, EventIgnored: 1 },
    ],
    [
      'of a topic that is not known',
      { ...busEvent, detail: { ...notification, topicName: 'v2.users.a-1.geolocation' } },
      { EventAccepted: 1, EventIgnored: 1, TopicUnknown: 1 },
    ],
    ['without a detail', { ...busEvent, detail: {} }, { EventAccepted: 1, EventQuarantined: 1 }],
    ['without a detail-type', { source: busEvent.source }, { EventAccepted: 1, EventQuarantined: 1 }],
  ])('is done with when it is %s', async (_, event, counts) => {
    const doors = twoDoors();
    await doors.eventBus(busEvent);

    expect(await doors.eventBus(event)).toBeUndefined();

    expect(doors.metrics.counts).toEqual(counts);
  });

  it('says in the log that its topic is not known, and nothing of whom it is about', async () => {
    const doors = twoDoors();
    const topicName = 'v2.users.7b1d41.geolocation';
    await doors.eventBus({ ...busEvent, detail: { ...notification, topicName } });
    expect(doors.log.lines).toMatchObject([
      {
        level: 'info',
        code: 'EVENT_IGNORED',
        fields: { reason: 'UNKNOWN_TOPIC', eventType: 'v2.users.{id}.geolocation' },
      },
    ]);
    expect(JSON.stringify(doors.log.lines)).not.toContain('7b1d41');
  });

  it.each<[string, unknown]>([
    ['another bus', { ...busEvent, source: 'aws.partner/genesys.com/cloud/another/one' }],
    ['no bus', { ...busEvent, source: undefined }],
    ['an object’s own properties', { ...busEvent, source: 'constructor' }],
    ['nobody', null],
  ])('of %s is thrown back, and nothing is touched', async (_, event) => {
    const doors = twoDoors();

    await expect(doors.eventBus(event)).rejects.toThrow(UnknownEventBusError);

    expect(doors.claims.calls.claim).toBe(0);
    expect(doors.queues).toMatchObject({ sent: [], quarantined: [] });
    expect(codesOf(doors)).toEqual(['EVENT_BUS_UNKNOWN']);
    expect(doors.metrics.counts).toEqual({ EventBusUnknown: 1 });
    expect(doors.metrics.flushedDimensions).toEqual([{}]);
  });

  it.each<[string, Parameters<typeof twoDoors>[0], string]>([
    ['claim', { claims: { claim: () => Promise.reject(throttled) } }, 'ClaimThrottled'],
    ['send', {}, 'SendThrottled'],
  ])('is thrown back when the step %s fails, so that Lambda tries again', async (step, options, metric) => {
    const doors = twoDoors(options);
    doors.queues.failing.add('calls');
    doors.queues.refusal = () => throttled;

    const error = await doors.eventBus(busEvent).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(IngestUnavailableError);
    expect(error).toMatchObject({ step });
    expect(doors.log.lines).toMatchObject([
      { level: 'error', code: 'INGEST_UNAVAILABLE', fields: { source: 'genesys', step } },
    ]);
    expect(doors.metrics.counts).toEqual({ IngestUnavailable: 1, [metric]: 1 });
    expect(doors.metrics.flushedDimensions).toEqual([{ source: 'genesys' }]);
  });

  it('reaches its module at the next try when the first one died after the claim', async () => {
    const doors = twoDoors();
    doors.queues.failing.add('calls');
    await expect(doors.eventBus(busEvent)).rejects.toThrow(IngestUnavailableError);
    doors.queues.failing.clear();

    await doors.eventBus(busEvent);

    expect(doors.queues.sent).toHaveLength(1);
  });

  it('is thrown back after twenty seconds, however a call hangs', async () => {
    const timer = new ManualTimer();
    const doors = twoDoors({ timer, claims: { claim: () => new Promise(() => undefined) } });

    const handled = doors.eventBus(busEvent);
    timer.elapse(19_999);
    expect(doors.log.lines).toEqual([]);
    timer.elapse(20_000);

    await expect(handled).rejects.toMatchObject({ step: 'deadline' });
    expect(timer.waiting.size).toBe(0);
  });

  it('is accepted when it is too large for any queue, with its data kept elsewhere', async () => {
    const doors = twoDoors();
    /** What cannot be compressed. */
    const noise = randomBytes(900_000).toString('base64');
    const eventBody = { ...notification.eventBody, noise };
    const event = { ...busEvent, detail: { ...notification, eventBody } };

    await doors.eventBus(event);

    expect(codesOf(doors)).toEqual(['EVENT_ACCEPTED']);
    expect(doors.payloads.kept.size).toBe(1);
  });
});

describe('the failure queue', () => {
  const another = {
    ...busEvent,
    detail: { ...notification, topicName: 'v2.detail.events.conversation.c-2.customer.start' },
  };

  it('gives back what Lambda and what EventBridge put into it', async () => {
    const doors = twoDoors();

    const response = await doors.eventBus(failureBatch(failedInvocation(busEvent), another));

    expect(response).toEqual({ batchItemFailures: [] });
    expect(doors.metrics.counts).toEqual({ EventAccepted: 2 });
  });

  it('keeps what still fails, and only that', async () => {
    const doors = twoDoors();
    const ofAnotherBus = { ...busEvent, source: 'aws.partner/genesys.com/cloud/another/one' };

    const response = await doors.eventBus(
      failureBatch(
        'not JSON',
        failedInvocation(ofAnotherBus),
        failedInvocation(busEvent),
        failedInvocation('not an event'),
        { requestPayload: [busEvent] },
        another,
        {},
      ),
    );

    expect(response).toEqual({
      batchItemFailures: ['m-1', 'm-2', 'm-4', 'm-5', 'm-7'].map((itemIdentifier) => ({ itemIdentifier })),
    });
    expect(doors.metrics.counts).toMatchObject({ EventAccepted: 2, EventBusUnknown: 1 });
    expect(doors.log.lines.filter(({ code }) => code === 'REDRIVE_FAILED')).toMatchObject([
      { fields: { messageId: 'm-1', errorName: 'NoFailedEventError' } },
      { fields: { messageId: 'm-2', errorName: 'UnknownEventBusError' } },
      { fields: { messageId: 'm-4', errorName: 'NoFailedEventError' } },
      { fields: { messageId: 'm-5', errorName: 'NoFailedEventError' } },
      { fields: { messageId: 'm-7', errorName: 'NoFailedEventError' } },
    ]);
  });

  it('keeps what there is no time for', async () => {
    const timer = new ManualTimer();
    const doors = twoDoors({ timer, claims: { claim: () => new Promise(() => undefined) } });

    const handled = doors.eventBus(failureBatch(busEvent, another));
    doors.clock.nowMs += 20_000;
    timer.elapse(20_000);
    await new Promise(setImmediate);
    timer.elapse(0);

    expect(await handled).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-1' }, { itemIdentifier: 'm-2' }],
    });
  });
});
