import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  MessageNotInflight,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  ResourceNotFoundException,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { type ServerProbe, startServerProbe } from './server-probe';

let probe: ServerProbe;

beforeEach(async () => {
  probe = await startServerProbe();
});

afterEach(async () => {
  await probe.close();
});

async function createQueue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl } = await probe.client.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl ?? '';
}

const createFifo = (name: string, attributes: Record<string, string> = {}) =>
  createQueue(name, { FifoQueue: 'true', ContentBasedDeduplication: 'true', ...attributes });

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

async function sendToGroup(QueueUrl: string, ...bodies: string[]): Promise<void> {
  for (const MessageBody of bodies) {
    await probe.client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'a' }));
  }
}

async function receive(QueueUrl: string, request: { VisibilityTimeout?: number } = {}) {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
    ...request,
  });
  const { Messages = [] } = await probe.client.send(command);
  return Messages;
}

describe("The server, through the SDK's client", () => {
  it('gives queue URLs on the loopback interface and finds queues by name', async () => {
    const url = await createQueue('tasks');

    const found = await probe.client.send(new GetQueueUrlCommand({ QueueName: 'tasks' }));
    const { QueueUrls } = await probe.client.send(new ListQueuesCommand({}));

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/tasks$/);
    expect(found.QueueUrl).toBe(url);
    expect(QueueUrls).toEqual([url]);
  });

  it('carries bodies and attributes of every kind unchanged, with digests that the client accepts', async () => {
    const url = await createQueue('tasks');
    const MessageBody = 'line\r\n\t"quotes" \\ é 😀 \uFFFD';
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'é😀' },
      number: { DataType: 'Number.int', StringValue: '42' },
      bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255, 128) },
    };

    await probe.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody, MessageAttributes }));
    const [message] = await receive(url);

    expect(message?.Body).toBe(MessageBody);
    expect(message?.MessageAttributes).toMatchObject(MessageAttributes);
  });

  it('takes a batch of 1 MiB of text that JSON must escape', async () => {
    const url = await createQueue('tasks');
    const half = '"'.repeat(524_288);
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: half }));

    const { Successful } = await probe.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));

    expect(Successful).toHaveLength(2);
  });

  it('orders, locks and deletes in batches', async () => {
    const url = await createFifo('events.fifo');
    await sendToGroup(url, 'a1', 'a2', 'a3');

    const messages = await receive(url);
    const locked = await receive(url);
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const { Failed = [] } = await probe.client.send(
      new DeleteMessageBatchCommand({ QueueUrl: url, Entries }),
    );

    expect(messages.map(({ Body }) => Body)).toEqual(['a1', 'a2', 'a3']);
    expect([locked, Failed]).toEqual([[], []]);
  });

  it('moves a message to the dead-letter queue and a task moves it back', async () => {
    const dlqUrl = await createFifo('dead.fifo');
    const policy = JSON.stringify({ deadLetterTargetArn: arnOf('dead.fifo'), maxReceiveCount: 1 });
    const url = await createFifo('events.fifo', { RedrivePolicy: policy });
    await sendToGroup(url, 'a1', 'a2');
    await receive(url, { VisibilityTimeout: 0 });
    await receive(url);
    const [dead] = await receive(dlqUrl, { VisibilityTimeout: 0 });

    const sources = await probe.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dlqUrl }));
    const request = { SourceArn: arnOf('dead.fifo'), MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle } = await probe.client.send(new StartMessageMoveTaskCommand(request));
    probe.clock.advance(0);
    const running = await probe.client.send(
      new ListMessageMoveTasksCommand({ SourceArn: arnOf('dead.fifo') }),
    );
    await probe.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));

    expect(dead?.Attributes?.DeadLetterQueueSourceArn).toBe(arnOf('events.fifo'));
    expect(sources.queueUrls).toEqual([url]);
    expect(running.Results).toMatchObject([{ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 1 }]);
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(['a1']);
  });

  it('stops move tasks when it closes', async () => {
    const dlqUrl = await createFifo('dead.fifo');
    const SourceArn = arnOf('dead.fifo');
    const policy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 });
    await createFifo('events.fifo', { RedrivePolicy: policy });
    await sendToGroup(dlqUrl, 'a1', 'a2');
    const request = { SourceArn, DestinationArn: arnOf('events.fifo') };
    await probe.client.send(new StartMessageMoveTaskCommand(request));

    await probe.server.close();
    probe.clock.advance(60_000);

    expect(probe.server.engine.listMessageMoveTasks({ SourceArn }).Results).toMatchObject([
      { Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 0 },
    ]);
  });

  it("gives errors the client's own classes and the codes of the older protocol", async () => {
    const url = await createQueue('tasks', { VisibilityTimeout: '1' });
    await probe.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
    const [message] = await receive(url);
    probe.clock.advance(1000);
    const missing = new GetQueueAttributesCommand({ QueueUrl: `${url}-missing` });
    const change = { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 5 };
    const list = new ListMessageMoveTasksCommand({ SourceArn: arnOf('missing') });

    await expect(probe.client.send(missing)).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(probe.client.send(missing)).rejects.toMatchObject({
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
    await expect(probe.client.send(new ChangeMessageVisibilityCommand(change))).rejects.toBeInstanceOf(
      MessageNotInflight,
    );
    await expect(probe.client.send(list)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('refuses a stale handle of a FIFO queue with the code that AWS gives', async () => {
    const url = await createFifo('events.fifo', { VisibilityTimeout: '1' });
    await sendToGroup(url, 'a1');
    const [message] = await receive(url);
    probe.clock.advance(1000);

    const deleting = probe.client.send(
      new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }),
    );

    await expect(deleting).rejects.toMatchObject({
      Code: 'InvalidParameterValue',
      message: `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    });
  });
});
