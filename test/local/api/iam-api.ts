import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type RequestEvent, startApiServer } from '../../../tools/local/api/api-server';
import { type Clock, ManualClock } from '../../../tools/local/clock';
import type { Credentials } from '../../../tools/local/aws-access';
import { rawHttp } from './raw-http';

/**
 * Every signature here was made by botocore's SigV4Auth for http://127.0.0.1:3000, the key `local` with the secret
 * `local`, and this time.
 */
export const signedMs = Date.parse('2026-04-09T12:34:56Z');
export const amzDate = '20260409T123456Z';

export const signatures = {
  '/state/agent-presence/agent-7': '1d5bd403fa32f0794395f7926d410f71a9f5f84e6fd270bd3fd897574b61f92f',
  '/state/call-lifecycle/a%2Fb%23c%20d%F0%9F%98%80%25':
    'd2a28fddc36681ec0535273f852c77a894cae0cdb8c386f3ceeb6bb32f806182',
  '/state/m/e?b=2&a=1&a=0&empty=&sp=a%20b%2Fc':
    'e0db77e8d0e47df5ed324bb05c92fe8805a367761ae4d08803b53aa83e31eaf3',
  '/state/m/a-b_c.d~e': '9815348da20c2cfe241391d698341b7c5f1108155974e8479c724354369954d9',
} as const;
type Path = keyof typeof signatures;

export const plain: Path = '/state/agent-presence/agent-7';

export interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly errorType: string | undefined;
  readonly message: unknown;
}

/** An API with a route that IAM authorises, and one that anybody may call. */
export interface IamApi {
  /** What the functions were handed since the last `forget`. */
  readonly events: APIGatewayProxyEvent[];
  /** What was told of each request since then. */
  readonly requests: RequestEvent[];
  readonly send: (request: Request) => Promise<Answer>;
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

export const localKey: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** @param clock default: it stands still at the time of signing */
export const startIamApi = async (
  credentials = localKey,
  clock: Clock = new ManualClock(signedMs),
): Promise<IamApi> => {
  const events: APIGatewayProxyEvent[] = [];
  const requests: RequestEvent[] = [];
  const server = await startApiServer({ clock, onRequest: (request) => requests.push(request) });
  server.serve({
    model: {
      routes: [
        {
          method: 'ANY',
          path: '/state/{module}/{entity}',
          functionLogicalId: 'State',
          authorization: 'aws-iam',
        },
        { method: 'POST', path: '/webhook/{source}', functionLogicalId: 'Ingest' },
      ],
      binaryMediaTypes: ['*/*'],
      gatewayResponses: new Map(),
    },
    invoke: (_, event) => {
      if ('httpMethod' in event) events.push(event);
      return Promise.resolve({
        status: 'succeeded',
        requestId: 'r',
        payload: { statusCode: 200, body: '{}' },
      });
    },
    stage: 'dev',
    accountId: '000000000000',
    region: 'us-east-1',
    credentials,
  });
  return {
    events,
    requests,
    send: (request) => send(server.url, request),
    forget: () => {
      events.length = 0;
      requests.length = 0;
    },
    close: server.close,
  };
};

/** Sends the bytes as they are: a client library would bring headers and encodings of its own. */
const send = async (
  url: string,
  { method = 'GET', path = plain, headers = {}, body = '' }: Request,
): Promise<Answer> => {
  const lines = Object.entries({ Host: '127.0.0.1:3000', Connection: 'close', ...headers })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  const raw = await rawHttp(url, `${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n${body}`);
  const [head = '', text = ''] = raw.split('\r\n\r\n');
  const { message } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  return {
    status: Number(head.slice(9, 12)),
    errorType: /x-amzn-errortype: (.*)/i.exec(head)?.[1],
    message,
  };
};

export interface Given {
  readonly key?: string;
  readonly scope?: string;
  readonly signedHeaders?: string;
  readonly signature?: string;
}

export const authorization = ({
  key = 'local',
  scope = '20260409/us-east-1/execute-api/aws4_request',
  signedHeaders = 'host;x-amz-date',
  signature = signatures[plain],
}: Given = {}): Readonly<Record<string, string>> => ({
  'X-Amz-Date': amzDate,
  Authorization: `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
});

export const mismatch = {
  status: 403,
  errorType: 'InvalidSignatureException',
  message: expect.stringContaining('does not match the signature you provided'),
};
