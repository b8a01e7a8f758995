import {
  CreateQueueCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type ServerProbe, startServerProbe } from './server-probe';

let probe: ServerProbe;

beforeEach(async () => {
  probe = await startServerProbe();
});

afterEach(async () => {
  await probe.close();
});

async function createQueue(QueueName: string): Promise<string> {
  const { QueueUrl } = await probe.client.send(new CreateQueueCommand({ QueueName }));
  return QueueUrl ?? '';
}

const send = (QueueUrl: string, MessageBody: string) =>
  probe.client.send(new SendMessageCommand({ QueueUrl, MessageBody }));

describe("The server, when the SDK's client polls for long", () => {
  it('answers a long poll as soon as a message is sent', async () => {
    const url = await createQueue('tasks');
    const polling = probe.client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
    await probe.clock.pollBegun;

    await send(url, 'a1');

    expect((await polling).Messages?.map(({ Body }) => Body)).toEqual(['a1']);
  });

  it('answers a long poll without messages when its time is over', async () => {
    const url = await createQueue('tasks');
    const polling = probe.client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
    await probe.clock.pollBegun;

    probe.clock.advance(20_000);

    expect((await polling).Messages).toBeUndefined();
  });

  it('hands no message to a client that hung up', async () => {
    const url = await createQueue('tasks');
    const hangUp = new AbortController();
    const command = new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 });
    const polling = probe.client.send(command, { abortSignal: hangUp.signal });
    const outcome = polling.catch((error: unknown) => error);
    await probe.clock.pollBegun;

    hangUp.abort();
    expect(await outcome).toMatchObject({ name: 'AbortError' });
    await probe.clock.pollEnded;
    await send(url, 'kept');

    const { Messages = [] } = await probe.client.send(new ReceiveMessageCommand({ QueueUrl: url }));

    expect(Messages.map(({ Body }) => Body)).toEqual(['kept']);
  });

  it('ends open long polls when it closes', async () => {
    const url = await createQueue('tasks');
    const polling = probe.client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
    const outcome = polling.then(
      () => 'ended',
      () => 'ended',
    );
    await probe.clock.pollBegun;

    await probe.server.close();

    expect(await outcome).toBe('ended');
    await expect(probe.client.send(new ListQueuesCommand({}))).rejects.toThrow(/ECONNREFUSED/);
  });
});
