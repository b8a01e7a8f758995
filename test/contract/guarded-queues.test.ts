import { type MessageAttributeValue, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SqsGuardedQueues } from '../../lambdas/adapters/sqs-guarded-queues';
import type { ModuleQueues } from '../../lambdas/guard/ports';
import { parseSqsEvent } from '../../lambdas/processor/queue-record';
import { InMemoryGuardedQueues } from '../in-memory/in-memory-guarded-queues';
import { type LocalSqs, startLocalSqs } from './local-services';

interface Fixture {
  readonly queues: ModuleQueues;
  readonly queue: { readonly queueUrl: string; readonly queueArn: string };
  readonly send: (groupId: string, body: string) => Promise<void>;
}

let sqs: LocalSqs;
let created = 0;

beforeAll(async () => {
  sqs = await startLocalSqs();
});
afterAll(() => sqs.close());

const inSqs = async () => {
  const name = `guarded-${(created += 1)}.fifo`;
  const queueUrl = await sqs.createQueue(name, { FifoQueue: 'true' });
  const send = async (
    MessageGroupId: string,
    MessageBody: string,
    MessageAttributes: Record<string, MessageAttributeValue> = {},
  ): Promise<void> => {
    const MessageDeduplicationId = `${MessageGroupId}-${MessageBody.length}`;
    const message = { MessageGroupId, MessageBody, MessageAttributes, MessageDeduplicationId };
    await sqs.client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
  };
  const queue = { queueUrl, queueArn: `arn:aws:sqs:eu-west-1:000000000000:${name}` };
  return { queues: new SqsGuardedQueues(sqs.client), queue, send };
};

const inMemory = async (): Promise<Fixture> => {
  const queues = new InMemoryGuardedQueues();
  const queue = { queueUrl: 'https://sqs/a.fifo', queueArn: 'arn:aws:sqs:eu-west-1:000000000000:a.fifo' };
  const send = async (groupId: string, body: string): Promise<void> =>
    queues.add(queue.queueUrl, body, { body, groupId });
  return { queues, queue, send };
};

const fixtures: [string, () => Promise<Fixture>][] = [
  ['in memory', inMemory],
  ['in SQS', inSqs],
];

describe.each(fixtures)("the modules' queues %s", (_, create) => {
  it('give one message at a time, and of a group with a message in flight none', async () => {
    const { queues, queue, send } = await create();
    await send('g-1', 'a');
    await send('g-1', 'bb');
    await send('g-2', 'ccc');

    const received = [await queues.receive(queue), await queues.receive(queue), await queues.receive(queue)];

    expect(received.map((record) => record?.body)).toEqual(['a', 'ccc', undefined]);
  });

  it('give the next of a group when the one before it is confirmed', async () => {
    const { queues, queue, send } = await create();
    await send('g-1', 'a');
    await send('g-1', 'bb');

    const record = await queues.receive(queue);
    await queues.confirm(queue.queueUrl, record?.receiptHandle ?? '');

    expect((await queues.receive(queue))?.body).toBe('bb');
  });

  it('have messages until the last one is confirmed, in flight or not', async () => {
    const { queues, queue, send } = await create();
    expect(await queues.hasMessages(queue.queueUrl)).toBe(false);
    await send('g-1', 'a');
    expect(await queues.hasMessages(queue.queueUrl)).toBe(true);
    const record = await queues.receive(queue);
    expect(await queues.hasMessages(queue.queueUrl)).toBe(true);

    await queues.confirm(queue.queueUrl, record?.receiptHandle ?? '');

    expect(await queues.hasMessages(queue.queueUrl)).toBe(false);
  });
});

describe("the modules' queues in SQS", () => {
  it("give a message as Lambda's event source does", async () => {
    const { queues, queue, send } = await inSqs();
    await send('g-1', '{"n":1}', {
      encoding: { DataType: 'String', StringValue: 'gzip' },
      bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 255) },
    });

    const record = await queues.receive(queue);

    expect(record).toMatchObject({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.stringMatching(/./),
      body: '{"n":1}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        MessageGroupId: 'g-1',
        MessageDeduplicationId: 'g-1-7',
      },
      messageAttributes: {
        encoding: { stringValue: 'gzip', dataType: 'String', stringListValues: [], binaryListValues: [] },
        bytes: { binaryValue: 'AQL/', dataType: 'Binary' },
      },
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: queue.queueArn,
      awsRegion: 'eu-west-1',
    });
  });

  it('give what a processor can read', async () => {
    const { queues, queue, send } = await inSqs();
    await send('g-1', '{"n":1}', { encoding: { DataType: 'String', StringValue: 'gzip' } });

    const record = await queues.receive(queue);

    expect(parseSqsEvent({ Records: [record] })).toMatchObject([
      { groupId: 'g-1', deduplicationId: 'g-1-7', receiveCount: 1, body: '{"n":1}', encoding: 'gzip' },
    ]);
  });

  it('reject when the queue is gone', async () => {
    const { queues, queue } = await inSqs();
    const queueUrl = queue.queueUrl.replace('guarded', 'gone');
    const name = 'QueueDoesNotExist';
    await expect(queues.receive({ ...queue, queueUrl })).rejects.toMatchObject({ name });
    await expect(queues.hasMessages(queueUrl)).rejects.toMatchObject({ name });
    await expect(queues.confirm(queueUrl, 'x')).rejects.toMatchObject({ name });
  });
});
