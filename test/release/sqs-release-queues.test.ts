import {
  ReceiveMessageCommand,
  type SendMessageBatchCommandOutput,
  type ServiceOutputTypes,
} from '@aws-sdk/client-sqs';
import { SqsReleaseQueues } from '../../lambdas/adapters/sqs-release-queues';
import type { OutgoingRelease } from '../../lambdas/core/release-message';
import { type LocalSqs, startLocalSqs } from '../contract/local-services';

let sqs: LocalSqs;
let names = 0;

beforeAll(async () => {
  sqs = await startLocalSqs();
});
afterAll(() => sqs.close());

const createQueue = async () => {
  const url = await sqs.createQueue(`calls-${(names += 1)}.fifo`, { FifoQueue: 'true' });
  return { url, queues: new SqsReleaseQueues(sqs.client, new Map([['calls', url]])) };
};

const receive = async (QueueUrl: string) => {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['All'],
  });
  return (await sqs.client.send(command)).Messages ?? [];
};

const message = (name: string, changes: Partial<OutgoingRelease> = {}): OutgoingRelease => ({
  groupId: `g-${name}`,
  deduplicationId: `d-${name}`,
  body: JSON.stringify({ release: { type: 'call', id: name } }),
  ...changes,
});

/** Replaces the answers of SQS. */
const answering = async <Result>(
  output: Pick<SendMessageBatchCommandOutput, 'Successful' | 'Failed'>,
  act: () => Promise<Result>,
): Promise<Result> => {
  const answer: ServiceOutputTypes = { $metadata: {}, ...output };
  sqs.client.middlewareStack.add(() => async () => ({ response: {}, output: answer }), {
    name: 'answer',
    step: 'initialize',
  });
  try {
    return await act();
  } finally {
    sqs.client.middlewareStack.remove('answer');
  }
};

describe('the queues that release messages go to', () => {
  it('get ten messages in one call, each under its group', async () => {
    const { url, queues } = await createQueue();
    const messages = Array.from({ length: 10 }, (_, index) => message(String(index)));

    expect(await queues.send('calls', messages)).toEqual([]);

    const received = await receive(url);
    expect(new Map(received.map(({ Body, Attributes }) => [Body, Attributes?.['MessageGroupId']]))).toEqual(
      new Map(messages.map(({ body, groupId }) => [body, groupId])),
    );
  });

  it('drop the same hint when it is given again', async () => {
    const { url, queues } = await createQueue();
    await queues.send('calls', [message('1')]);
    expect(await queues.send('calls', [message('1')])).toEqual([]);
    expect(await receive(url)).toHaveLength(1);
  });

  it('take the others when they refuse one, and say whose fault that was', async () => {
    const { url, queues } = await createQueue();
    const bad = message('2', { body: 'illegal \uFFFF' });

    const refused = await queues.send('calls', [message('1'), bad, message('3')]);

    expect(refused).toEqual([{ message: bad, errorName: 'InvalidMessageContents', isRetryable: false }]);
    expect(await receive(url)).toHaveLength(2);
  });

  it('tell a refusal of their own, which can be tried again', async () => {
    const { queues } = await createQueue();
    const failed = { Id: '0', SenderFault: false, Code: 'InternalError' };
    const refused = await answering(
      { Successful: [{ Id: '1', MessageId: 'm', MD5OfMessageBody: 'x' }], Failed: [failed] },
      () => queues.send('calls', [message('1'), message('2')]),
    );
    expect(refused).toEqual([{ message: message('1'), errorName: 'InternalError', isRetryable: true }]);
  });

  it('count a message they do not mention as refused', async () => {
    const { queues } = await createQueue();
    const refused = await answering({ Successful: [], Failed: [] }, () =>
      queues.send('calls', [message('1')]),
    );
    expect(refused).toEqual([{ message: message('1'), errorName: 'Unanswered', isRetryable: true }]);
  });

  it('reject when the queue is gone', async () => {
    const { url } = await createQueue();
    const queues = new SqsReleaseQueues(sqs.client, new Map([['calls', url.replace('calls-', 'gone-')]]));
    await expect(queues.send('calls', [message('1')])).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
