import { ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { SqsDeadLetterQueue } from '../../lambdas/adapters/sqs-dead-letter-queue';
import { SqsModuleQueues } from '../../lambdas/adapters/sqs-module-queues';
import { SqsQuarantineQueue } from '../../lambdas/adapters/sqs-quarantine-queue';
import { decodeMessage, encodeMessage } from '../../lambdas/core/queue-message';
import { type LocalSqs, startLocalSqs } from './local-services';

let sqs: LocalSqs;

beforeAll(async () => {
  sqs = await startLocalSqs();
});
afterAll(() => sqs.close());

const { signal } = new AbortController();

const receive = async (QueueUrl: string): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  return (await sqs.client.send(command)).Messages ?? [];
};

const fits = (value: unknown) => {
  const encoded = encodeMessage(value);
  if (encoded.kind === 'too-large') throw new Error('The value does not fit.');
  return encoded;
};

const read = (message: Message | undefined): unknown =>
  decodeMessage(message?.Body ?? '', message?.MessageAttributes?.['encoding']?.StringValue);

describe('the queues of the modules', () => {
  it('get a message under its group, and a second copy of it only once', async () => {
    const url = await sqs.createQueue('a.fifo', { FifoQueue: 'true' });
    const queues = new SqsModuleQueues(sqs.client, new Map([['a', url]]));
    const message = { groupId: 'g', deduplicationId: 'd', body: '{"n":1}' };

    await queues.send('a', message, signal);
    await queues.send('a', message, signal);

    const received = await receive(url);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      Body: '{"n":1}',
      Attributes: { MessageGroupId: 'g', MessageDeduplicationId: 'd' },
    });
  });

  it.each([
    ['plain', { note: 'non-characters \uFFFE\uFFFF, quotes ", emoji 😀' }],
    ['compressed', { note: 'x'.repeat(1_048_576) }],
  ])('carry a %s body unchanged', async (name, value) => {
    const url = await sqs.createQueue(`${name}.fifo`, { FifoQueue: 'true' });
    const queues = new SqsModuleQueues(sqs.client, new Map([['a', url]]));
    await queues.send('a', { groupId: 'g', deduplicationId: 'd', ...fits(value) }, signal);
    expect(read((await receive(url))[0])).toEqual(value);
  });

  it('reject when the queue is gone', async () => {
    const url = await sqs.createQueue('b.fifo', { FifoQueue: 'true' });
    const queues = new SqsModuleQueues(sqs.client, new Map([['b', url.replace('b.fifo', 'gone.fifo')]]));
    const sending = queues.send('b', { groupId: 'g', deduplicationId: 'd', body: '{}' }, signal);
    await expect(sending).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

describe('a dead-letter queue', () => {
  it('gets the message as it was, with its cause beside it', async () => {
    const url = await sqs.createQueue('dead.fifo', { FifoQueue: 'true' });
    const { body, encoding } = fits({ note: 'x'.repeat(100_000) });

    await new SqsDeadLetterQueue(sqs.client, url).send({
      record: { groupId: 'g', deduplicationId: 'd', body, encoding },
      module: 'agent-presence',
      cause: 'SCHEMA',
      errorName: '$ZodError',
      attempts: 3,
      firstFailedAt: '2023-10-27T14:55:00.000000000Z',
      lastFailedAt: '2023-10-27T15:00:00.000000000Z',
      entityType: 'agent',
      event: { id: 'e/1\u0000', type: 'agent.status' },
    });

    const [message] = await receive(url);
    expect(read(message)).toEqual({ note: 'x'.repeat(100_000) });
    expect(message?.Attributes).toMatchObject({ MessageGroupId: 'g', MessageDeduplicationId: 'd' });
    expect(message?.MessageAttributes).toMatchObject({
      module: { StringValue: 'agent-presence' },
      cause: { StringValue: 'SCHEMA' },
      errorName: { StringValue: '$ZodError' },
      attempts: { StringValue: '3' },
      firstFailedAt: { StringValue: '2023-10-27T14:55:00.000000000Z' },
      lastFailedAt: { StringValue: '2023-10-27T15:00:00.000000000Z' },
      entity: { StringValue: 'agent/g' },
      eventId: { StringValue: 'e%2F1%00' },
      eventType: { StringValue: 'agent.status' },
    });
  });
});

describe('the quarantine queue', () => {
  it('keeps a record', async () => {
    const url = await sqs.createQueue('quarantine');
    await new SqsQuarantineQueue(sqs.client, url).keep(fits({ reason: 'NOT_JSON' }), signal);
    expect(read((await receive(url))[0])).toEqual({ reason: 'NOT_JSON' });
  });
});
