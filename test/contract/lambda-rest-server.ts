import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { listenOnLoopback } from '../../tools/local/listen-on-loopback';

export interface RestRequest {
  readonly method: string;
  /** Without the API's date. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface RestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface LambdaRestServer {
  readonly client: LambdaClient;
  readonly requests: RestRequest[];
  /** What the next requests are answered; `undefined`: nothing, ever. */
  answer: RestAnswer | undefined;
  close(): Promise<void>;
}

/** An error as Lambda's API answers it. */
export const restError = (status: number, name: string): RestAnswer => ({
  status,
  headers: { 'x-amzn-errortype': name },
  body: { Type: 'User', Message: name },
});

/** A server that speaks Lambda's API as far as it is told to, and a client of it that makes one attempt. */
export const startLambdaRestServer = async (): Promise<LambdaRestServer> => {
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const { method = '', url = '', headers } = request;
      const path = url.replace(/^\/\d{4}-\d\d-\d\d/, '');
      const body = await text(request);
      fixture.requests.push({ method, path, headers, body: body === '' ? undefined : JSON.parse(body) });
      if (fixture.answer) respond(response, fixture.answer);
    };
    take().catch(() => response.destroy());
  });
  const { port, close } = await listenOnLoopback(server);
  const client = new LambdaClient({
    maxAttempts: 1,
    requestHandler: { requestTimeout: 60_000, throwOnRequestTimeout: true },
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: `http://127.0.0.1:${port}`,
  });
  const fixture: LambdaRestServer = {
    client,
    requests: [],
    answer: undefined,
    close: async () => {
      client.destroy();
      await close();
    },
  };
  return fixture;
};

const respond = (response: ServerResponse, { status = 200, headers = {}, body }: RestAnswer): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
};
