import type { SQSEvent } from 'aws-lambda';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import { EventSourceMapping } from '../../../tools/local/polling/event-source-mapping';
import { messageOf, startFakeSqs } from './fake-sqs';

let sqs: Awaited<ReturnType<typeof startFakeSqs>>;
let mapping: EventSourceMapping;
let states: string[];
let invoke: (event: SQSEvent) => Promise<InvocationOutcome>;

const done: InvocationOutcome = { status: 'succeeded', requestId: 'r', payload: null };

beforeEach(async () => {
  sqs = await startFakeSqs();
  states = [];
  invoke = () => Promise.resolve(done);
  mapping = new EventSourceMapping({
    definition: {
      logicalId: 'Mapping',
      uuid: 'uuid',
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:queue.fifo',
      functionLogicalId: 'Processor',
      batchSize: 10,
      reportsItemFailures: true,
      enabled: true,
    },
    client: sqs.client,
    queueUrl: sqs.queueUrl,
    region: 'us-east-1',
    invoke: (event) => invoke(event),
    onStateChanged: () => {
      states.push(mapping.state);
      sqs.watch.changed();
    },
  });
});

afterEach(async () => {
  await mapping.stop();
  await sqs.close();
});

describe('a paused mapping', () => {
  it('receives nothing', async () => {
    mapping.start();
    await sqs.watch.until(() => sqs.waiting() === 1);

    mapping.pause();
    await sqs.watch.until(() => sqs.broken() === 1);
    sqs.deliver(messageOf('1'));
    await sqs.roundTrips(5);

    expect([sqs.receives.length, sqs.deleted, mapping.state]).toEqual([1, [], 'Disabled']);
  });

  it('still works on what it has received, and says so', async () => {
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<InvocationOutcome>();
    invoke = () => {
      entered.resolve();
      return gate.promise;
    };
    sqs.deliver(messageOf('1'));
    mapping.start();
    await entered.promise;

    mapping.pause();
    gate.resolve(done);
    await sqs.watch.until(() => mapping.state === 'Disabled');

    expect(sqs.deleted).toEqual(['1']);
    expect(states).toEqual(['Enabled', 'Disabling', 'Disabled']);
  });

  it('goes on where it was when it is resumed', async () => {
    mapping.start();
    await sqs.watch.until(() => sqs.waiting() === 1);
    mapping.pause();
    await sqs.watch.until(() => sqs.broken() === 1);
    sqs.deliver(messageOf('1'));

    mapping.start();
    await sqs.watch.until(() => sqs.deleted.length === 1);

    expect(sqs.deleted).toEqual(['1']);
    expect(states).toEqual(['Enabled', 'Disabled', 'Enabled']);
  });

  it('changes nothing when it is paused again, and a running one nothing when it is started again', async () => {
    mapping.pause();
    mapping.start();
    mapping.start();
    await sqs.watch.until(() => sqs.waiting() === 1);
    await sqs.roundTrips(3);
    mapping.pause();
    mapping.pause();

    expect(sqs.receives).toHaveLength(1);
    expect(states).toEqual(['Enabled', 'Disabled']);
  });

  it('that was never started is disabled', () => {
    expect(mapping.state).toBe('Disabled');
  });
});
