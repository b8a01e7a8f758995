import { SQSClient } from '@aws-sdk/client-sqs';
import { ManualClock } from '../../../tools/local/clock';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import { type DeadLetterEvent, DeadLetterWatch } from '../../../tools/local/polling/dead-letter-watch';
import { EventSourceMapping, type PollingEvent } from '../../../tools/local/polling/event-source-mapping';
import { type SqsServer, startSqsServer } from '../../../tools/local/sqs/server';
import { Watch } from './watch';

const surroundings = { region: 'us-east-1', accountId: '000000000000' } as const;

let clock: ManualClock;
let server: SqsServer;
let client: SQSClient;
let watch: Watch;
let events: (PollingEvent | DeadLetterEvent)[];
const endings: (() => unknown)[] = [];

beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-04-09T12:00:00Z'));
  watch = new Watch();
  events = [];
  server = await startSqsServer({ clock, ...surroundings });
  client = new SQSClient({
    endpoint: server.endpoint,
    region: surroundings.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
  client.destroy();
  await server.close();
});

/** A queue whose messages go to its DLQ after the second delivery, 30 s after each failure. */
const createQueues = () => {
  const { QueueUrl: dlqUrl } = server.engine.createQueue({
    QueueName: 'dlq.fifo',
    Attributes: { FifoQueue: 'true' },
  });
  const { QueueUrl: queueUrl } = server.engine.createQueue({
    QueueName: 'queue.fifo',
    Attributes: {
      FifoQueue: 'true',
      VisibilityTimeout: '30',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dlq.fifo',
        maxReceiveCount: 2,
      }),
    },
  });
  return { dlqUrl, queueUrl };
};

/** A mapping and the watch of its DLQ; `looks` counts how often that will look again. */
const start = (invoke: () => Promise<InvocationOutcome>) => {
  const { dlqUrl, queueUrl } = createQueues();
  const state = { looks: 0 };
  const tell = (event: PollingEvent | DeadLetterEvent): void => {
    events.push(event);
    if (event.kind === 'batch') deadLetters.notice(event);
    watch.changed();
  };
  const deadLetters = new DeadLetterWatch({
    client,
    module: 'agent-presence',
    mappingLogicalId: 'Mapping',
    dlqUrl,
    onEvent: tell,
    clock: {
      now: () => clock.now(),
      schedule: (delayMs, action) => {
        state.looks += 1;
        watch.changed();
        return clock.schedule(delayMs, action);
      },
    },
  });
  const mapping = new EventSourceMapping({
    definition: {
      logicalId: 'Mapping',
      uuid: 'uuid',
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:queue.fifo',
      functionLogicalId: 'Processor',
      batchSize: 10,
      reportsItemFailures: true,
      enabled: true,
    },
    client,
    queueUrl,
    region: surroundings.region,
    invoke,
    clock,
    onEvent: tell,
  });
  endings.push(
    () => mapping.stop(),
    () => deadLetters.stop(),
  );
  mapping.start();
  server.engine.sendMessage({
    QueueUrl: queueUrl,
    MessageBody: 'event',
    MessageGroupId: 'entity',
    MessageDeduplicationId: 'event',
  });
  return state;
};

const crash = (): Promise<InvocationOutcome> =>
  Promise.resolve({ status: 'crashed', requestId: 'r', phase: 'invoke', exit: 'SIGKILL' });

const ofKind = (kind: 'batch' | 'dead-letter') => events.filter((event) => event.kind === kind);

describe('a message whose processing keeps failing', () => {
  it('comes again after its visibility timeout, then goes to the DLQ, which is told', async () => {
    const state = start(crash);
    await watch.until(() => ofKind('batch').length === 1 && state.looks === 1);
    clock.advance(29_000);
    await watch.until(() => state.looks === 2);
    const batchesBefore = ofKind('batch').length;
    clock.advance(1_000);
    await watch.until(() => ofKind('batch').length === 2 && state.looks === 3);
    clock.advance(30_000);
    await watch.until(() => ofKind('dead-letter').length === 1 || state.looks === 4);
    clock.advance(1_000);
    await watch.until(() => ofKind('dead-letter').length === 1);

    expect(batchesBefore).toBe(1);
    expect(ofKind('dead-letter')).toEqual([{ kind: 'dead-letter', module: 'agent-presence', count: 1 }]);
    expect(ofKind('batch')).toHaveLength(2);
  });
});

describe('a DLQ', () => {
  it('is left alone while nothing fails', async () => {
    const state = start(() => Promise.resolve({ status: 'succeeded', requestId: 'r', payload: null }));
    await watch.until(() => ofKind('batch').length === 1);

    clock.advance(10_000);

    expect(state.looks).toBe(0);
  });
});
