import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../../../tools/local/listen-on-loopback';

export interface ScriptedServer {
  readonly url: string;
  readonly tokenUrl: string;
  /** Method and path of every request. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** A server that answers what a test says, even what no CRM would. */
export const startScriptedServer = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ScriptedServer> => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  const listening = await listenOnLoopback(server);
  const url = `http://127.0.0.1:${listening.port}`;
  return { url, tokenUrl: `${url}/token`, requests, close: () => listening.close() };
};

export const answerJson = (response: ServerResponse, body: unknown): void => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};
