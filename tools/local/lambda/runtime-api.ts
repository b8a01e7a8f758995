import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { type FunctionError, maxPayloadBytes } from './invocation';
import { listenOnLoopback } from '../listen-on-loopback';
import { readBody } from '../read-body';
import { traceRoot } from '../trace-root';

/** An invocation as the Runtime API hands it to the function's process. */
export interface RuntimeRequest {
  readonly requestId: string;
  /** The event, as JSON. */
  readonly body: string;
  /** Milliseconds since the epoch, in real time: the process compares it with its own clock. */
  readonly deadlineMs: number;
  readonly functionArn: string;
}

/** What the function's process told the Runtime API. */
export type RuntimeReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-error'; readonly error: FunctionError }
  | { readonly kind: 'response'; readonly requestId: string; readonly payload: unknown }
  | { readonly kind: 'error'; readonly requestId: string; readonly error: FunctionError };

export interface RuntimeApi {
  /** `host:port`, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Answers the process's waiting or next call for an invocation. */
  deliver(request: RuntimeRequest): void;
  close(): Promise<void>;
}

const errorSchema = z.object({
  errorType: z.string().default('Error'),
  errorMessage: z.string().default(''),
  trace: z.array(z.string()).default([]),
});

const parseError = (body: string): FunctionError => {
  try {
    return errorSchema.parse(JSON.parse(body));
  } catch {
    return { errorType: 'Runtime.InvalidError', errorMessage: 'the error is no JSON object', trace: [] };
  }
};

const parseResponse = (requestId: string, body: Buffer | 'too-large'): RuntimeReport => {
  const failed = (errorType: string, errorMessage: string): RuntimeReport => ({
    kind: 'error',
    requestId,
    error: { errorType, errorMessage, trace: [] },
  });
  if (body === 'too-large') {
    const message = `Response payload size exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`;
    return failed('Function.ResponseSizeTooLarge', message);
  }
  try {
    return { kind: 'response', requestId, payload: JSON.parse(body.toString()) };
  } catch {
    return failed('Runtime.InvalidResponse', 'the response is not JSON');
  }
};

const send = (response: ServerResponse, statusCode: number, body = '{"status":"OK"}'): void => {
  response.writeHead(statusCode, { 'content-type': 'application/json' }).end(body);
};

const handOver = (response: ServerResponse, request: RuntimeRequest): void => {
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': request.requestId,
      'Lambda-Runtime-Deadline-Ms': request.deadlineMs,
      'Lambda-Runtime-Invoked-Function-Arn': request.functionArn,
      'Lambda-Runtime-Trace-Id': `${traceRoot(request.requestId)};Sampled=0`,
    })
    .end(request.body);
};

const answerPattern = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** The calls of one process, in their order. */
class RuntimeCalls {
  readonly #onReport: (report: RuntimeReport) => void;
  #waiting: ServerResponse | undefined;
  #pending: RuntimeRequest | undefined;

  constructor(onReport: (report: RuntimeReport) => void) {
    this.#onReport = onReport;
  }

  deliver(request: RuntimeRequest): void {
    this.#pending = request;
    this.#flush();
  }

  onCall(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    if (request.method === 'POST') {
      this.#onPost(path, request, response).catch(() => response.destroy());
    } else if (path === '/2018-06-01/runtime/invocation/next') {
      this.#waiting = response;
      this.#onReport({ kind: 'ready' });
      this.#flush();
    } else send(response, 404, '{"errorType":"NotFound"}');
  }

  #flush(): void {
    if (this.#waiting === undefined || this.#pending === undefined) return;
    handOver(this.#waiting, this.#pending);
    this.#waiting = this.#pending = undefined;
  }

  async #onPost(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, requestId, kind] = answerPattern.exec(path) ?? [];
    const body = await readBody(request, maxPayloadBytes);
    if (path === '/2018-06-01/runtime/init/error') {
      send(response, 202);
      return this.#onReport({ kind: 'init-error', error: parseError(String(body)) });
    }
    if (requestId === undefined) return send(response, 404, '{"errorType":"NotFound"}');
    if (body === 'too-large') send(response, 413, '{"errorType":"RequestEntityTooLarge"}');
    else send(response, 202);
    if (kind === 'response') return this.#onReport(parseResponse(requestId, body));
    return this.#onReport({ kind: 'error', requestId, error: parseError(String(body)) });
  }
}

/**
 * The Lambda Runtime API (version 2018-06-01) of one execution environment, on a free loopback port.
 * Every report of the process is passed to `onReport`; `ready` comes with each call for an invocation.
 */
export const startRuntimeApi = async (onReport: (report: RuntimeReport) => void): Promise<RuntimeApi> => {
  const calls = new RuntimeCalls(onReport);
  const server = createServer((request, response) => calls.onCall(request, response));
  const { port, close } = await listenOnLoopback(server);
  return { address: `127.0.0.1:${port}`, deliver: (request) => calls.deliver(request), close };
};
