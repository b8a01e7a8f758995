import type { SQSEvent } from 'aws-lambda';
import { ManualClock } from '../../../tools/local/clock';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
  type PollingEvent,
} from '../../../tools/local/polling/event-source-mapping';
import { messageOf, startFakeSqs } from './fake-sqs';

type Invoke = (event: SQSEvent) => Promise<InvocationOutcome>;

const definition = {
  logicalId: 'Mapping',
  uuid: 'uuid',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:queue.fifo',
  functionLogicalId: 'Processor',
  batchSize: 10,
  reportsItemFailures: true,
  enabled: true,
};

let sqs: Awaited<ReturnType<typeof startFakeSqs>>;
let mapping: EventSourceMapping | undefined;
let events: PollingEvent[];

beforeEach(async () => {
  sqs = await startFakeSqs();
  events = [];
});

afterEach(async () => {
  await mapping?.stop();
  mapping = undefined;
  await sqs.close();
});

const succeed = (payload: unknown): Promise<InvocationOutcome> =>
  Promise.resolve({ status: 'succeeded', requestId: 'r', payload });

const start = (invoke: Invoke, options: Partial<EventSourceMappingOptions> = {}): void => {
  mapping = new EventSourceMapping({
    definition,
    client: sqs.client,
    queueUrl: sqs.queueUrl,
    region: 'us-east-1',
    invoke,
    onEvent: (event) => {
      events.push(event);
      sqs.watch.changed();
    },
    ...options,
  });
  mapping.start();
};

const batches = (): PollingEvent[] => events.filter(({ kind }) => kind === 'batch');

describe('the event of a batch', () => {
  it('has the shape that Lambda gives it', async () => {
    const seen: SQSEvent[] = [];
    sqs.deliver(
      messageOf('1', '{"a":"é"}', {
        MessageAttributes: {
          cause: { DataType: 'String', StringValue: 'x' },
          bytes: { DataType: 'Binary', BinaryValue: 'AP8=' },
        },
      }),
    );
    start((event) => {
      seen.push(event);
      return succeed(null);
    });
    await sqs.watch.until(() => batches().length === 1);

    expect(seen).toEqual([
      {
        Records: [
          {
            messageId: '1',
            receiptHandle: 'receipt-1',
            body: '{"a":"é"}',
            attributes: {
              ApproximateReceiveCount: '2',
              SentTimestamp: '1775738096000',
              SenderId: '',
              ApproximateFirstReceiveTimestamp: '0',
              MessageGroupId: 'group',
            },
            messageAttributes: {
              cause: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
              bytes: { binaryValue: 'AP8=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
            },
            md5OfBody: messageOf('1', '{"a":"é"}').MD5OfBody,
            eventSource: 'aws:sqs',
            eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue.fifo',
            awsRegion: 'us-east-1',
          },
        ],
      },
    ]);
  });

  it('is received by long polls of the mapping’s batch size', async () => {
    start(() => succeed(null), { definition: { ...definition, batchSize: 3 } });
    await sqs.watch.until(() => sqs.receives.length === 1);

    expect(sqs.receives[0]).toMatchObject({ MaxNumberOfMessages: 3, WaitTimeSeconds: 20 });
  });
});

describe('what the function confirmed', () => {
  it.each([
    ['nothing', null],
    ['an empty object', {}],
    ['an empty list', { batchItemFailures: [] }],
    ['no list', { batchItemFailures: null }],
  ])('is the whole batch when it answers %s', async (_, payload) => {
    sqs.deliver(messageOf('1'), messageOf('2'));
    start(() => succeed(payload));
    await sqs.watch.until(() => batches().length === 1);

    expect(sqs.deleted).toEqual(['1', '2']);
    expect(events).toMatchObject([{ messageIds: ['1', '2'], failedMessageIds: [] }]);
  });

  it('is what it did not name as failed', async () => {
    sqs.deliver(messageOf('1'), messageOf('2'), messageOf('3'));
    start(() => succeed({ batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }] }));
    await sqs.watch.until(() => batches().length === 1);

    expect(sqs.deleted).toEqual(['1']);
    expect(events).toMatchObject([{ failedMessageIds: ['2', '3'] }]);
  });

  it.each([
    ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: 'other' }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a missing identifier', { batchItemFailures: [{ id: '2' }] }],
    ['a list of strings', { batchItemFailures: ['2'] }],
    ['no list', { batchItemFailures: '2' }],
    ['a text', 'done'],
    ['a list itself', []],
  ])('is nothing when it answers %s', async (_, payload) => {
    sqs.deliver(messageOf('1'), messageOf('2'));
    start(() => succeed(payload));
    await sqs.watch.until(() => batches().length === 1);

    expect(sqs.deleted).toEqual([]);
    expect(events).toMatchObject([{ failedMessageIds: ['1', '2'], failure: 'malformed batch response' }]);
  });

  it.each<[string, InvocationOutcome]>([
    ['throws', { status: 'failed', requestId: 'r', error: { errorType: 'E', errorMessage: 'm', trace: [] } }],
    ['is killed', { status: 'crashed', requestId: 'r', phase: 'invoke', exit: 'SIGKILL' }],
    ['times out', { status: 'timed-out', requestId: 'r', phase: 'invoke', afterSeconds: 5 }],
  ])('is nothing when it %s', async (_, outcome) => {
    sqs.deliver(messageOf('1'), messageOf('2'));
    start(() => Promise.resolve(outcome));
    await sqs.watch.until(() => batches().length === 1);

    expect(sqs.deleted).toEqual([]);
  });

  it('is everything it ran through when it reports no item failures', async () => {
    sqs.deliver(messageOf('1'), messageOf('2'));
    start(() => succeed({ batchItemFailures: [{ itemIdentifier: '2' }] }), {
      definition: { ...definition, reportsItemFailures: false },
    });
    await sqs.watch.until(() => batches().length === 1);

    expect(sqs.deleted).toEqual(['1', '2']);
  });
});

describe('messages too large for one invocation', () => {
  const large = (id: string) => messageOf(id, 'x'.repeat(1_040_000));
  const all = ['1', '2', '3', '4', '5', '6', '7', '8'];

  it('are handed over in several, in order', async () => {
    const seen: string[][] = [];
    sqs.deliver(...all.map(large));
    start((event) => {
      seen.push(event.Records.map(({ messageId }) => messageId));
      return succeed(null);
    });
    await sqs.watch.until(() => batches().length === 2);

    expect(seen).toEqual([all.slice(0, 6), all.slice(6)]);
    expect(sqs.deleted).toEqual(all);
  });

  it('wait untouched behind a failure', async () => {
    let invocations = 0;
    sqs.deliver(...all.map(large));
    sqs.deliver(messageOf('next'));
    start(
      () => {
        invocations += 1;
        return succeed(invocations === 1 ? { batchItemFailures: [{ itemIdentifier: '6' }] } : null);
      },
      { maxBatches: 1 },
    );
    await sqs.watch.until(() => batches().length === 2);

    expect(sqs.deleted).toEqual([...all.slice(0, 5), 'next']);
  });
});

describe('polling', () => {
  it('works on as many batches at once as the mapping allows, and no more', async () => {
    const gates: (() => void)[] = [];
    for (const id of ['1', '2', '3']) sqs.deliver(messageOf(id));
    start(
      () =>
        new Promise((resolve) => {
          gates.push(() => resolve({ status: 'succeeded', requestId: 'r', payload: null }));
          sqs.watch.changed();
        }),
      { definition: { ...definition, maxConcurrency: 2 }, maxBatches: 10 },
    );
    await sqs.watch.until(() => gates.length === 2);
    await sqs.roundTrips(5);

    expect(sqs.receives).toHaveLength(2);
    gates[0]?.();
    await sqs.watch.until(() => gates.length === 3);

    expect(sqs.deleted).toEqual(['1']);
    for (const open of gates) open();
  });

  it('ends at once when stopped, in the middle of a long poll', async () => {
    start(() => succeed(null));
    await sqs.watch.until(() => sqs.waiting() === 1);

    await mapping?.stop();
    await sqs.watch.until(() => sqs.broken() === 1);

    expect(sqs.receives).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it('lets a batch in work be finished and deleted when stopped', async () => {
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<InvocationOutcome>();
    sqs.deliver(messageOf('1'));
    start(() => {
      entered.resolve();
      return gate.promise;
    });
    await entered.promise;

    const stopped = mapping?.stop();
    gate.resolve({ status: 'succeeded', requestId: 'r', payload: null });
    await stopped;

    expect(sqs.deleted).toEqual(['1']);
  });

  it('goes on after a problem, with longer and longer pauses, and tells of it once', async () => {
    const clock = new ManualClock(Date.parse('2026-04-09T12:00:00Z'));
    const pauses: number[] = [];
    const recording = {
      now: () => clock.now(),
      schedule: (delayMs: number, action: () => void) => {
        pauses.push(delayMs);
        sqs.watch.changed();
        return clock.schedule(delayMs, action);
      },
    };
    for (let count = 0; count < 8; count += 1) sqs.fail();
    sqs.deliver(messageOf('1'));
    start(() => succeed(null), { clock: recording });

    for (let count = 1; count <= 8; count += 1) {
      await sqs.watch.until(() => pauses.length === count);
      clock.advance(pauses.at(-1) ?? 0);
    }
    await sqs.watch.until(() => batches().length === 1);

    expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    expect(events.filter(({ kind }) => kind === 'polling-problem')).toHaveLength(1);
    expect(sqs.deleted).toEqual(['1']);
  });
});
