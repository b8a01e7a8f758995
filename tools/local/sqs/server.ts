import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { Clock } from '../clock';
import { SqsEngine } from './engine';
import { SqsError } from './errors';
import { runOperation } from './operations';
import { readBody } from './request-body';

const host = '127.0.0.1';
const contentType = 'application/x-amz-json-1.0';
const targetPrefix = 'AmazonSQS.';

export interface SqsServerOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Default: 0, any free port. */
  readonly port?: number;
}

export interface SqsServer {
  /** Such as `http://127.0.0.1:9324`. */
  readonly endpoint: string;
  readonly engine: SqsEngine;
  /** Ends open long polls and connections at once. */
  close(): Promise<void>;
}

/** Serves SQS's AWS JSON 1.0 protocol on the loopback interface. */
export async function startSqsServer({ port = 0, ...options }: SqsServerOptions): Promise<SqsServer> {
  const server = createServer();
  const boundPort = await listen(server, port);
  const endpoint = `http://${host}:${boundPort}`;
  const engine = new SqsEngine({ ...options, endpoint });
  server.on('request', (request, response) => void answer(engine, request, response));
  const close = () => {
    engine.close();
    return new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return { endpoint, engine, close };
}

/** The port that the server listens on. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function answer(engine: SqsEngine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const departure = new AbortController();
  response.on('close', () => departure.abort());
  try {
    checkProtocol(request);
    const body = await readBody(request);
    const operation = targetOf(request);
    send(response, {
      status: 200,
      body: await runOperation(engine, { operation, body, signal: departure.signal }),
    });
  } catch (error) {
    sendError(response, error instanceof SqsError ? error : internalError());
  }
}

function checkProtocol({ method, headers }: IncomingMessage): void {
  if (method !== 'POST') {
    throw new SqsError('MethodNotAllowed', `SQS is called with POST; the request was ${method}.`);
  }
  const given = headers['content-type'] ?? '(none)';
  if (given.split(';')[0]?.trim().toLowerCase() === contentType) return;
  throw new SqsError(
    'UnsupportedMediaType',
    `Only the AWS JSON protocol is spoken here: Content-Type must be ${contentType}, got ${given}.`,
  );
}

function targetOf({ headers }: IncomingMessage): string {
  const target = [headers['x-amz-target']].flat()[0] ?? '(none)';
  if (target.startsWith(targetPrefix)) return target.slice(targetPrefix.length);
  const message = `The header X-Amz-Target must be ${targetPrefix}<operation>, got ${target}.`;
  throw new SqsError('UnknownOperationException', message);
}

/** A fault of this server; its details are none of the sender's business. */
function internalError(): SqsError {
  return new SqsError('InternalError', 'The request could not be processed because of an internal fault.');
}

function sendError(response: ServerResponse, error: SqsError): void {
  const side = error.status >= 500 ? 'Receiver' : 'Sender';
  // Clients that know the older protocol's codes, such as AWS.SimpleQueueService.NonExistentQueue, read this.
  response.setHeader('x-amzn-query-error', `${error.queryCode};${side}`);
  // What is left of a refused body is not read.
  if (error.status === 413) response.setHeader('connection', 'close');
  send(response, {
    status: error.status,
    body: { __type: `com.amazonaws.sqs#${error.type}`, message: error.message },
  });
}

function send(response: ServerResponse, { status, body }: { status: number; body: object }): void {
  if (response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    'x-amzn-requestid': randomUUID(),
  });
  response.end(bytes);
}
