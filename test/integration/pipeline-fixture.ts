import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { createApp } from '../../lib/create-app';
import { ManualClock } from '../../tools/local/clock';
import { startDynamoDbServer } from '../../tools/local/dynamodb/server';
import type { LocalSwitchboard } from '../../tools/local/local-switchboard';
import { startSqsServer } from '../../tools/local/sqs/server';
import { startLocal } from '../../tools/local/start-local';
import { sign } from '../sign';
import { startWireProxy, type WireProxy } from './wire-proxy';

interface LogLine {
  readonly message?: string;
  readonly eventId?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The real bundles in the local runner, with every AWS call passing a wire that counts, and time that stands still. */
export interface Pipeline {
  readonly switchboard: LocalSwitchboard;
  readonly secret: string;
  readonly dynamoDb: WireProxy;
  readonly sqs: WireProxy;
  /** Time of the queues. */
  readonly clock: ManualClock;
  /** Everything that the functions printed. */
  readonly printed: readonly string[];
  /** Resolves when a function has logged this code for this event, also if it did so before. */
  logged(code: string, eventId?: string): Promise<void>;
  /** How often a function has logged this code for this event. */
  timesLogged(code: string, eventId: string): number;
  post(body: string | Uint8Array, options?: PostOptions): Promise<Answer>;
  /** The claim of an event, as it stands in the table. */
  claim(eventId: string): Promise<Record<string, unknown> | undefined>;
  /** What agent-presence keeps about an agent, as it stands in the table. */
  presence(agentId: string): Promise<Record<string, unknown> | undefined>;
  /** What lies in a queue; it stays there, but invisible for a while. */
  receive(
    queueUrl: string,
  ): Promise<readonly { readonly body: string; readonly dedup: string | undefined }[]>;
  close(): Promise<void>;
}

export interface PostOptions {
  readonly method?: string;
  readonly path?: string;
  /** Default: the right one. */
  readonly signature?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export const startPipeline = async (): Promise<Pipeline> => {
  const clock = new ManualClock(Date.now());
  const dynamoDbServer = await startDynamoDbServer();
  const sqsServer = await startSqsServer({ clock, region: 'us-east-1', accountId: '000000000000' });
  const dynamoDb = await startWireProxy(dynamoDbServer.endpoint);
  const sqs = await startWireProxy(sqsServer.endpoint);
  const assembly = mkdtempSync(join(tmpdir(), 'switchboard-pipeline-'));
  createApp({ modules: [agentPresence], outdir: assembly }).synth();
  const switchboard = await startLocal({ assembly, dynamodbEndpoint: dynamoDb.url, sqsEndpoint: sqs.url });
  const secret = switchboard.parts.sources[0]?.secret ?? '';
  const log = recordLines(switchboard);
  const read = async (TableName: string, pk: string): Promise<Record<string, unknown> | undefined> => {
    const command = new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead: true });
    const { Item } = await switchboard.clients.dynamodb.send(command);
    return Item && unmarshall(Item);
  };
  return {
    switchboard,
    secret,
    dynamoDb,
    sqs,
    clock,
    ...log,
    post: (body, options) => post(switchboard, secret, { body, ...options }),
    claim: (eventId) => read(switchboard.parts.claimsTable, `genesys#${eventId}`),
    presence: (agentId) => read(switchboard.parts.entitiesTable, `agent-presence#agent#${agentId}`),
    receive: async (QueueUrl) => {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      });
      const { Messages = [] } = await switchboard.clients.sqs.send(command);
      return Messages.map(({ Body = '', Attributes }) => ({
        body: Body,
        dedup: Attributes?.MessageDeduplicationId,
      }));
    },
    close: async () => {
      await switchboard.close();
      rmSync(assembly, { recursive: true });
      await Promise.all([dynamoDb.close(), sqs.close()]);
      await Promise.all([dynamoDbServer.close(), sqsServer.close()]);
    },
  };
};

const recordLines = (switchboard: LocalSwitchboard): Pick<Pipeline, 'printed' | 'logged' | 'timesLogged'> => {
  const printed: string[] = [];
  const parsed: LogLine[] = [];
  const waiting = new Set<() => void>();
  switchboard.onLine(({ text }) => {
    printed.push(text);
    parsed.push(parseLine(text));
    for (const check of waiting) check();
  });
  const count = (code: string, eventId?: string): number =>
    parsed.filter((line) => line.message === code && (eventId === undefined || line.eventId === eventId))
      .length;
  return {
    printed,
    timesLogged: count,
    logged: (code, eventId) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (count(code, eventId) === 0) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
};

const parseLine = (text: string): LogLine => {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? line : {};
  } catch {
    return {};
  }
};

const post = async (
  { apiUrl }: LocalSwitchboard,
  secret: string,
  {
    body,
    method = 'POST',
    path = '/webhook/genesys',
    headers,
    ...rest
  }: PostOptions & { body: string | Uint8Array },
): Promise<Answer> => {
  const signature = 'signature' in rest ? rest.signature : sign(body, secret);
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(signature !== undefined && { 'X-PureCloud-Signature': signature }),
      ...headers,
    },
    ...(method !== 'GET' && method !== 'HEAD' && { body: Buffer.from(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
};

export interface AgentEvent {
  readonly id: string;
  readonly eventType: string;
  readonly timestamp: string;
  readonly userId: string;
  readonly data: unknown;
}

/** An event of an agent that nobody else uses. */
export const agentEvent = (changes: Partial<AgentEvent> = {}): AgentEvent => ({
  id: randomUUID(),
  eventType: 'agent.status',
  timestamp: '2023-10-27T14:30:00.000Z',
  userId: `agent-${randomUUID()}`,
  data: { status: 'ON_QUEUE' },
  ...changes,
});
