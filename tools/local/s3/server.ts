import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import { listenOnLoopback } from '../listen-on-loopback';
import { readBody } from '../read-body';
import { S3Operations } from './operations';
import type { S3Response } from './request';
import { requestTarget } from './request-target';
import { S3Error } from './s3-error';
import { xmlDocument } from './xml';

export interface S3ServerOptions {
  /** Gives the objects their times. */
  readonly clock: Clock;
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

export interface S3Server {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  createBucket(name: string): void;
  /** Ends at once: open connections are cut, the objects are gone. */
  close(): Promise<void>;
}

/** Of an object that is put in one piece, with what its chunks add. */
const maxRequestBytes = 64 * 1024 * 1024;

/**
 * Starts an empty S3 in memory on the loopback interface, for objects that are put and read in one piece: PutObject,
 * GetObject, HeadObject, CopyObject, DeleteObject, ListObjects (both versions), and buckets without any settings.
 * Signatures of requests are not checked; checksums are.
 */
export async function startS3Server({ clock, port }: S3ServerOptions): Promise<S3Server> {
  const operations = new S3Operations(clock);
  const server = createServer((request, response) => void answer(request, response, operations));
  const listening = await listenOnLoopback(server, port);
  return {
    endpoint: `http://127.0.0.1:${listening.port}`,
    createBucket: (name) => operations.createBucket(name),
    close: () => listening.close(),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  operations: S3Operations,
): Promise<void> {
  const { method, url } = request;
  try {
    send(response, await perform(request, operations));
  } catch (error) {
    const known = error instanceof S3Error ? error : new S3Error('InternalError', 'The local S3 failed.');
    const { code, message, status } = known;
    const body = xmlDocument('Error', { Code: code, Message: message, Resource: url ?? '/' }, '');
    const headers = { 'content-type': 'application/xml' };
    send(response, { status, headers, ...(method !== 'HEAD' && { body }) });
  }
}

async function perform(request: IncomingMessage, operations: S3Operations): Promise<S3Response> {
  const body = await readBody(request, maxRequestBytes);
  if (body === 'too-large') {
    throw new S3Error('NotImplemented', `The local S3 takes ${maxRequestBytes} bytes at most, in one piece.`);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      value === undefined ? value : String(value),
    ]),
  );
  return operations.perform({ ...requestTarget(request), headers, body });
}

function send(response: ServerResponse, { status, headers = {}, body }: S3Response): void {
  response.writeHead(status, { 'x-amz-request-id': randomUUID(), ...headers });
  response.end(body);
}
