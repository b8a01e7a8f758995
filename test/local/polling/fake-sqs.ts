import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DeleteMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { listenOnLoopback } from '../../../tools/local/listen-on-loopback';
import { readBody } from '../../../tools/local/read-body';
import { Watch } from './watch';

type Reply = { readonly status?: number; readonly body: unknown };

const anyObject = z.record(z.string(), z.unknown());
const deletion = z.object({ Entries: z.array(z.object({ ReceiptHandle: z.string() })) });

export const messageOf = (id: string, body = `body of ${id}`, more: Record<string, unknown> = {}) => ({
  MessageId: id,
  ReceiptHandle: `receipt-${id}`,
  Body: body,
  MD5OfBody: createHash('md5').update(body).digest('hex'),
  Attributes: { ApproximateReceiveCount: '2', MessageGroupId: 'group', SentTimestamp: '1775738096000' },
  ...more,
});

/** SQS as far as a poller needs it: answers receives from a list, then holds them; notes what is deleted. */
export const startFakeSqs = async () => {
  const replies: Reply[] = [];
  const receives: Record<string, unknown>[] = [];
  const deleted: string[] = [];
  const held = new Set<() => void>();
  const watch = new Watch();
  let broken = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = anyObject.parse(JSON.parse(String(await readBody(request, 1e7))));
    const send = ({ status = 200, body: reply }: Reply): void => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(reply));
    };
    if (request.headers['x-amz-target'] === 'AmazonSQS.DeleteMessageBatch') {
      const receipts = deletion.parse(body).Entries.map(({ ReceiptHandle }) => ReceiptHandle);
      deleted.push(...receipts.map((receipt) => receipt.replace('receipt-', '')));
      send({ body: { Successful: receipts.map((_, index) => ({ Id: String(index) })), Failed: [] } });
    } else {
      receives.push(body);
      const serve = (): void => {
        const reply = replies.shift();
        if (reply === undefined) return;
        held.delete(serve);
        send(reply);
      };
      held.add(serve);
      response.on('close', () => {
        if (held.delete(serve)) broken += 1;
        watch.changed();
      });
      serve();
    }
    watch.changed();
  };
  const server = createServer((request, response) => void answer(request, response));
  const { port, close } = await listenOnLoopback(server);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    client,
    queueUrl: `${endpoint}/000000000000/queue.fifo`,
    receives,
    deleted,
    watch,
    /** Long polls that wait for messages now. */
    waiting: () => held.size,
    /** Long polls that the client gave up. */
    broken: () => broken,
    deliver: (...messages: unknown[]): void => {
      replies.push({ body: { Messages: messages } });
      for (const serve of held) serve();
    },
    fail: (): void => {
      replies.push({ status: 400, body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'gone' } });
      for (const serve of held) serve();
    },
    /** Whatever the client was about to send has been sent after some calls back and forth. */
    roundTrips: async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        await client.send(new DeleteMessageBatchCommand({ QueueUrl: endpoint, Entries: [] }));
      }
    },
    close: async (): Promise<void> => {
      client.destroy();
      await close();
    },
  };
};
