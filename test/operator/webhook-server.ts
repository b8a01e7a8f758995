import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface CannedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: unknown;
}

const servers: (Server | SocketServer)[] = [];

/** Ends every server that a test has started. */
export const closeServers = (): void => {
  for (const server of servers.splice(0)) {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  }
};

/** Starts any server on a free port of this machine; resolves with `127.0.0.1:<port>`. */
export const listen = async (server: Server | SocketServer): Promise<string> => {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `127.0.0.1:${isAddress(address) ? address.port : 0}`;
};

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

export const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener));

/** A server that answers each request as it is told, and its webhook's URL. */
export const webhookServer = async (
  answer: (request: ReceivedRequest) => CannedAnswer | Promise<CannedAnswer>,
): Promise<{ readonly url: string; readonly requests: readonly ReceivedRequest[] }> => {
  const requests: ReceivedRequest[] = [];
  const host = await serve((request, response) => {
    const respond = async (): Promise<void> => {
      const received = { path: request.url ?? '', headers: request.headers, body: await buffer(request) };
      requests.push(received);
      const { status, headers = {}, body = '' } = await answer(received);
      const isJson = typeof body !== 'string';
      response.writeHead(status, { ...(isJson && { 'content-type': 'application/json' }), ...headers });
      response.end(isJson ? JSON.stringify(body) : body);
    };
    void respond();
  });
  return { url: `http://${host}/dev/webhook/genesys`, requests };
};
