import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnLoopback } from '../../tools/local/listen-on-loopback';
import { Listeners } from '../../tools/local/listeners';

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What to do with one call. `forward` carries it out; `drop` cuts the connection, so that the caller never hears. */
type Interception = (forward: () => Promise<Reply>) => Promise<Reply | 'drop'>;

interface Rule {
  readonly operation: string;
  readonly intercept: Interception;
}

/** Stands between AWS clients and a server: counts the calls and, on demand, holds, drops or answers them. */
export interface WireProxy {
  readonly url: string;
  /** The operations that came by, such as `PutItem`, in order. */
  readonly operations: readonly string[];
  /** Handles the next call of an operation in another way. */
  interceptNext(operation: string, intercept: Interception): void;
  /** Hears of each call before it is carried out; the returned function ends that. */
  onCall(listener: () => void): () => void;
  close(): Promise<void>;
}

export const startWireProxy = async (target: string): Promise<WireProxy> => {
  const operations: string[] = [];
  const rules: Rule[] = [];
  const listeners = new Listeners<void>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const operation = operationOf(request);
    const body = await buffer(request);
    operations.push(operation);
    listeners.tell();
    const forward = (): Promise<Reply> => forwardTo(target, request, body, gone.signal);
    const index = rules.findIndex((rule) => rule.operation === operation);
    const [rule] = index >= 0 ? rules.splice(index, 1) : [];
    const reply = await (rule ? rule.intercept(forward) : forward());
    if (reply === 'drop') response.destroy();
    else response.writeHead(reply.status, reply.headers).end(reply.body);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const listening = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${listening.port}`,
    operations,
    interceptNext: (operation, intercept) => rules.push({ operation, intercept }),
    onCall: listeners.add,
    close: () => listening.close(),
  };
};

/** The header is `DynamoDB_20120810.PutItem`, `AmazonSQS.SendMessage`; S3 has none. */
const operationOf = ({ headers, method = '' }: IncomingMessage): string => {
  const target = headers['x-amz-target'];
  if (target !== undefined) return String(target).split('.').at(-1) ?? '';
  return headers['x-amz-copy-source'] === undefined ? (objectOperations[method] ?? method) : 'CopyObject';
};

const objectOperations: Readonly<Record<string, string>> = { PUT: 'PutObject', GET: 'GetObject' };

const forwardTo = async (
  target: string,
  request: IncomingMessage,
  body: Buffer,
  signal: AbortSignal,
): Promise<Reply> => {
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
  const { method = 'POST', url = '/' } = request;
  const response = await fetch(new URL(url, target), {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(method !== 'GET' && method !== 'HEAD' && { body: new Uint8Array(body) }),
    signal,
  });
  const replyHeaders = Object.fromEntries(response.headers);
  delete replyHeaders['transfer-encoding'];
  return { status: response.status, headers: replyHeaders, body: Buffer.from(await response.arrayBuffer()) };
};
