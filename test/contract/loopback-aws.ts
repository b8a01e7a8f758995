import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '../../tools/local/listen-on-loopback';

export interface AwsRequest {
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed; `undefined` if there was none. */
  readonly body: unknown;
}

export interface AwsAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface LoopbackAws {
  /** For an SDK client: where to call, and as whom. One attempt only. */
  readonly clientConfiguration: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  readonly requests: readonly AwsRequest[];
  close(): Promise<void>;
}

/** A service that speaks JSON over HTTP as AWS does, and answers what a test says. */
export const startLoopbackAws = async (answer: (request: AwsRequest) => AwsAnswer): Promise<LoopbackAws> => {
  const requests: AwsRequest[] = [];
  const server = createServer((incoming, response) => {
    void (async () => {
      const content = await text(incoming);
      const request: AwsRequest = {
        method: incoming.method ?? '',
        path: decodeURIComponent(incoming.url ?? ''),
        headers: incoming.headers,
        body: content === '' ? undefined : JSON.parse(content),
      };
      requests.push(request);
      const { status = 200, headers = {}, body } = answer(request);
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    })();
  });
  const { port, close } = await listenOnLoopback(server);
  return {
    clientConfiguration: {
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    },
    requests,
    close,
  };
};
