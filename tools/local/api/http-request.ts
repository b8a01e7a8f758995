import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A request as it came in, with all that API Gateway knows of it. */
export interface HttpRequest {
  readonly requestId: string;
  readonly method: string;
  /** As sent, percent-encoding and all, without the query. */
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly query: string;
  /** Name and value of every header in the sender's order and case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly sourceIp: string;
  readonly protocol: string;
  readonly receivedMs: number;
}

const pairs = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? '']);

export const httpRequestOf = (incoming: IncomingMessage, nowMs: number): HttpRequest => {
  const url = incoming.url ?? '/';
  const queryStart = url.indexOf('?');
  return {
    requestId: randomUUID(),
    method: incoming.method ?? 'GET',
    path: queryStart < 0 ? url : url.slice(0, queryStart),
    query: queryStart < 0 ? '' : url.slice(queryStart + 1),
    headers: pairs(incoming.rawHeaders),
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
    protocol: `HTTP/${incoming.httpVersion}`,
    receivedMs: nowMs,
  };
};
