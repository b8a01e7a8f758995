import type { LatestModule } from '../../lambdas/processor/feature-module';
import { encodeMessage } from '../../lambdas/core/queue-message';
import { orderTime } from '../../lambdas/core/order-key';
import { instant } from '../instant';
import { handlerOf, processorWorld } from './processor-world';

const startMs = Date.UTC(2023, 9, 27, 15);

interface EventSketch {
  readonly id: string;
  readonly time?: string;
  readonly type?: string;
  readonly status?: string;
  readonly agent?: string;
}

const statusModule: LatestModule = {
  manifest: {
    name: 'presence',
    description: 'Keeps presence.',
    policy: 'latest',
    types: ['agent.login', 'agent.logout'],
    entity: { type: 'agent', idFrom: ['actorid'] },
  },
  apply: ({ id, data }) => {
    if (data === 'poison') throw new TypeError('The module does not understand Jane Doe.');
    return { eventId: id };
  },
};

const envelope = ({
  id,
  time = '2023-10-27T14:30:00Z',
  type = 'agent.login',
  status,
  agent = 'a-1',
}: EventSketch) => ({
  specversion: '1.0',
  id,
  source: 'genesys',
  type,
  time,
  datacontenttype: 'application/json',
  data: status ?? null,
  actorid: agent,
  receivedtime: '2023-10-27T14:30:01Z',
  ordertime: orderTime(instant(time), Date.UTC(2023, 9, 27, 14, 30, 1)),
});

const sqsRecord = (body: unknown, groupId = 'a-1', messageId = JSON.stringify(body).slice(20, 40)) => {
  const encoded = encodeMessage(body);
  return {
    messageId,
    body: encoded.kind === 'fits' ? encoded.body : '',
    attributes: { ApproximateReceiveCount: '1', MessageGroupId: groupId },
    messageAttributes:
      encoded.kind === 'fits' && encoded.encoding
        ? { encoding: { stringValue: encoded.encoding, dataType: 'String' } }
        : {},
  };
};

const context = { getRemainingTimeInMillis: () => 10_000 };

const processorFixture = () => {
  let nowMs = startMs;
  const world = processorWorld({ now: () => nowMs });
  const handler = handlerOf(statusModule, world);
  const handle = (event: unknown) => handler(event, context);
  const claim = async (eventId: string): Promise<void> => {
    const time = instant('2023-10-27T14:30:00Z');
    const times = { time, receivedTime: time, orderTime: time, expiresAtSeconds: startMs };
    await world.claims.claim(
      { source: 'genesys', eventId, eventType: 't', bodyHash: '', outcomes: {}, ...times },
      0,
    );
  };
  return {
    ...world,
    world,
    claim,
    pass: (seconds: number) => {
      nowMs += seconds * 1000;
    },
    deliver: (...events: EventSketch[]) =>
      handle({ Records: events.map((event) => sqsRecord(envelope(event), event.agent, event.id)) }),
    handle,
    stateOf: (agent: string) => world.snapshots.get('presence', 'agent', agent)?.state,
    outcomeOf: (eventId: string) =>
      world.claims.claims.get(`genesys#${eventId}`)?.outcomes['presence']?.outcome,
  };
};

describe('a processor with the policy latest', () => {
  it('applies an event and notes that on its claim', async () => {
    const processor = processorFixture();
    await processor.claim('e-1');

    const response = await processor.deliver({ id: 'e-1' });

    expect(response).toEqual({ batchItemFailures: [] });
    expect(processor.stateOf('a-1')).toEqual({ eventId: 'e-1' });
    expect(processor.claims.claims.get('genesys#e-1')?.outcomes).toEqual({
      presence: { outcome: 'applied', at: '2023-10-27T15:00:00.000000000Z' },
    });
    expect(processor.metrics.counts).toEqual({ EventApplied: 1 });
    expect(processor.metrics.flushedDimensions).toEqual([{ module: 'presence' }]);
  });

  it('calls an older event stale and changes nothing', async () => {
    const processor = processorFixture();
    await processor.claim('old');
    await processor.deliver({ id: 'new', time: '2023-10-27T14:30:00.000000001Z' });
    await processor.deliver({ id: 'old', time: '2023-10-27T14:30:00Z' });
    expect(processor.stateOf('a-1')).toEqual({ eventId: 'new' });
    expect(processor.outcomeOf('old')).toBe('stale');
  });

  it('puts events of the same time in the order of their types, then of their ids', async () => {
    const processor = processorFixture();
    await processor.deliver({ id: 'z', type: 'agent.logout' }, { id: 'a', type: 'agent.login' });
    expect(processor.stateOf('a-1')).toEqual({ eventId: 'z' });
    await processor.deliver({ id: 'y', type: 'agent.logout' });
    expect(processor.stateOf('a-1')).toEqual({ eventId: 'z' });
  });

  it('applies one event once, however often it is delivered', async () => {
    const processor = processorFixture();
    await processor.deliver({ id: 'e-1' }, { id: 'e-1' });
    await processor.deliver({ id: 'e-1' });
    expect(processor.snapshots.get('presence', 'agent', 'a-1')?.version).toBe(1);
    expect(processor.metrics.counts).toEqual({ EventApplied: 1, EventReplayed: 2 });
  });

  it('notes the outcome on the next delivery when the function died after the commit', async () => {
    const processor = processorFixture();
    await processor.claim('e-1');
    const outcomes = {
      record: () => Promise.reject(new Error('died')),
      find: () => Promise.resolve(undefined),
    };
    const dying = handlerOf(statusModule, { ...processor.world, outcomes });
    const failed = await dying({ Records: [sqsRecord(envelope({ id: 'e-1' }), 'a-1', 'm-1')] }, context);
    expect(failed).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-1' }] });
    expect(processor.outcomeOf('e-1')).toBeUndefined();

    await processor.deliver({ id: 'e-1' });

    expect(processor.outcomeOf('e-1')).toBe('applied');
    expect(processor.snapshots.get('presence', 'agent', 'a-1')?.version).toBe(1);
  });

  it('reaches the same state for every order of arrival', async () => {
    const events = ['00.1', '00.10', '00.100000001', '00.2', '01'].map((seconds, index) => ({
      id: `e-${index}`,
      time: `2023-10-27T14:30:${seconds}Z`,
    }));
    for (const arrival of permutations(events)) {
      const processor = processorFixture();
      for (const event of arrival) await processor.deliver(event);
      expect(processor.stateOf('a-1')).toEqual({ eventId: 'e-4' });
    }
  });
});

describe('a batch', () => {
  it('gives back a poisoned message and what follows in its group, and processes the others', async () => {
    const processor = processorFixture();
    const response = await processor.deliver(
      { id: 'p-1', agent: 'a-1', status: 'poison' },
      { id: 'p-2', agent: 'a-1', time: '2023-10-27T14:31:00Z' },
      { id: 'q-1', agent: 'a-2' },
    );
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'p-1' }, { itemIdentifier: 'p-2' }]);
    expect(processor.stateOf('a-1')).toBeUndefined();
    expect(processor.stateOf('a-2')).toEqual({ eventId: 'q-1' });
  });

  it('sends a message that is no event to the DLQ at once', async () => {
    const processor = processorFixture();
    const response = await processor.handle({ Records: [sqsRecord({ hello: 'world' }, 'g', 'm-1')] });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(processor.deadLetters.letters).toMatchObject([
      { cause: 'UNDECODABLE', errorName: 'UndecodableMessageError', attempts: 1 },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['a type that is not the module’s', envelope({ id: 'e', type: 'call.ended' }), 'MisroutedEventError'],
    ['no entity', { ...envelope({ id: 'e' }), actorid: undefined }, 'MisroutedEventError'],
  ])('gives back a message with %s', async (_, body, errorName) => {
    const processor = processorFixture();
    const response = await processor.handle({ Records: [sqsRecord(body, 'g', 'm-1')] });
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm-1' }]);
    expect(processor.log.lines).toMatchObject([
      { code: 'EVENT_FAILED', fields: { errorName, receiveCount: 1 } },
    ]);
  });

  const poison = { id: 'p-1', status: 'poison' };

  it('sends an event to the DLQ with its third failure, and goes on with what stands behind it', async () => {
    const processor = processorFixture();
    await processor.claim('p-1');
    const behind = { id: 'p-2', time: '2023-10-27T14:31:00Z' };
    const givenBack = { batchItemFailures: [{ itemIdentifier: 'p-1' }, { itemIdentifier: 'p-2' }] };

    expect(await processor.deliver(poison, behind)).toEqual(givenBack);
    processor.pass(30);
    expect(await processor.deliver(poison, behind)).toEqual(givenBack);
    processor.pass(180);
    expect(await processor.deliver(poison, behind)).toEqual({ batchItemFailures: [] });

    expect(processor.deadLetters.letters).toMatchObject([
      {
        module: 'presence',
        cause: 'UNEXPECTED',
        errorName: 'TypeError',
        attempts: 3,
        firstFailedAt: '2023-10-27T15:00:00.000000000Z',
        lastFailedAt: '2023-10-27T15:03:30.000000000Z',
        entityType: 'agent',
        event: { id: 'p-1', type: 'agent.login' },
      },
    ]);
    expect(processor.outcomeOf('p-1')).toBe('dead-lettered');
    expect(processor.stateOf('a-1')).toEqual({ eventId: 'p-2' });
  });

  it('does not count deliveries in which an event did not fail itself', async () => {
    const processor = processorFixture();
    await processor.claim('p-1');
    const record = { ...sqsRecord(envelope(poison), 'a-1', 'p-1') };
    record.attributes.ApproximateReceiveCount = '17';
    await processor.handle({ Records: [record] });
    expect(processor.deadLetters.letters).toHaveLength(0);
  });

  it('counts deliveries of an event whose claim is gone', async () => {
    const processor = processorFixture();
    const record = { ...sqsRecord(envelope(poison), 'a-1', 'p-1') };
    record.attributes.ApproximateReceiveCount = '3';
    await processor.handle({ Records: [record] });
    expect(processor.deadLetters.letters).toMatchObject([{ attempts: 3 }]);
  });

  it('gives an event back when the DLQ refuses it', async () => {
    const processor = processorFixture();
    await processor.claim('p-1');
    processor.deadLetters.refuses = true;
    for (let delivery = 0; delivery < 4; delivery += 1) {
      processor.pass(60);
      expect(await processor.deliver(poison)).toEqual({ batchItemFailures: [{ itemIdentifier: 'p-1' }] });
    }
    expect(processor.outcomeOf('p-1')).toBeUndefined();
  });

  it('reads a compressed message', async () => {
    const processor = processorFixture();
    const record = sqsRecord(envelope({ id: 'e-1', status: 'long '.repeat(50_000) }), 'a-1', 'm-1');
    expect(record.messageAttributes).not.toEqual({});
    await processor.handle({ Records: [record] });
    expect(processor.stateOf('a-1')).toEqual({ eventId: 'e-1' });
  });

  it('logs neither what an error says nor what an event carries', async () => {
    const processor = processorFixture();
    await processor.deliver(
      { id: 'p-1', status: 'poison', agent: 'Jane Doe' },
      { id: 'q-1', agent: 'Jane Roe' },
    );
    const logged = JSON.stringify(processor.log.lines);
    expect(logged).toContain('TypeError');
    expect(logged).not.toMatch(/understand|poison/);
  });
});

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
