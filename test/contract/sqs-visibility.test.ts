import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SqsVisibility } from '../../lambdas/adapters/sqs-visibility';
import { type LocalSqs, startLocalSqs } from './local-services';

let sqs: LocalSqs;

beforeAll(async () => {
  sqs = await startLocalSqs();
});
afterAll(() => sqs.close());

const send = async (QueueUrl: string, MessageGroupId: string, MessageBody: string): Promise<void> => {
  const MessageDeduplicationId = MessageBody;
  await sqs.client.send(
    new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId }),
  );
};

const receive = async (QueueUrl: string): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
  return (await sqs.client.send(command)).Messages ?? [];
};

const bodies = (messages: readonly Message[]): unknown[] => messages.map(({ Body }) => Body);

const handleOf = (messages: readonly Message[], body: string): string =>
  messages.find(({ Body }) => Body === body)?.ReceiptHandle ?? '';

describe('messages that are given back to a FIFO queue', () => {
  it('come again when they were told to, and hold up their own group and no other', async () => {
    const url = await sqs.createQueue('back.fifo', { FifoQueue: 'true', VisibilityTimeout: '600' });
    for (const [group, body] of [
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
    ] as const) {
      await send(url, group, body);
    }
    const received = await receive(url);
    expect(bodies(received)).toEqual(['a1', 'a2', 'b1']);
    expect(bodies(await receive(url))).toEqual([]);

    const visibility = new SqsVisibility(sqs.client, url);
    await visibility.set([
      { receiptHandle: handleOf(received, 'a1'), delaySeconds: 600 },
      { receiptHandle: handleOf(received, 'a2'), delaySeconds: 0 },
      { receiptHandle: handleOf(received, 'b1'), delaySeconds: 0 },
    ]);
    expect(bodies(await receive(url))).toEqual(['b1']);

    await visibility.set([{ receiptHandle: handleOf(received, 'a1'), delaySeconds: 0 }]);
    expect(bodies(await receive(url))).toEqual(['a1', 'a2']);
  });

  it('are set although another one is refused, and that is told', async () => {
    const url = await sqs.createQueue('partly.fifo', { FifoQueue: 'true', VisibilityTimeout: '600' });
    await send(url, 'a', 'a1');
    await send(url, 'b', 'b1');
    const received = await receive(url);
    const setting = new SqsVisibility(sqs.client, url).set([
      { receiptHandle: handleOf(received, 'a1'), delaySeconds: 0 },
      { receiptHandle: handleOf(received, 'b1'), delaySeconds: 43_201 },
    ]);
    await expect(setting).rejects.toMatchObject({
      name: 'VisibilityNotSetError',
      message: 'The queue refused 1 of 2 changes.',
    });
    expect(bodies(await receive(url))).toEqual(['a1']);
  });

  it('can be ten at once', async () => {
    const url = await sqs.createQueue('ten.fifo', { FifoQueue: 'true', VisibilityTimeout: '600' });
    for (let index = 0; index < 10; index += 1) await send(url, `g-${index}`, `m-${index}`);
    const received = await receive(url);
    expect(received).toHaveLength(10);
    await new SqsVisibility(sqs.client, url).set(
      received.map(({ ReceiptHandle = '' }) => ({ receiptHandle: ReceiptHandle, delaySeconds: 0 })),
    );
    expect(await receive(url)).toHaveLength(10);
  });

  it('are not set when the queue is gone', async () => {
    const url = await sqs.createQueue('here.fifo', { FifoQueue: 'true' });
    const visibility = new SqsVisibility(sqs.client, url.replace('here.fifo', 'gone.fifo'));
    const setting = visibility.set([{ receiptHandle: 'r', delaySeconds: 0 }]);
    await expect(setting).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
