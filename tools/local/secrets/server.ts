import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import { listenOnLoopback } from '../listen-on-loopback';
import { readBody } from '../read-body';
import { createDispatch, type Dispatch } from './dispatch';
import { secretArn } from './secret-arn';
import { SecretStore } from './secret-store';
import { SecretsError } from './secrets-error';

export interface SecretsServerOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

export interface SecretsServer {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** @throws {SecretsError} when the name is taken. The ARN follows from the name, see `secretArn`. */
  create(name: string, value: string): { readonly arn: string };
  /** Ends at once: open connections are cut, the secrets are gone. */
  close(): Promise<void>;
}

const targetPrefix = 'secretsmanager.';
/** Above the largest secret in base64, with room for the other parameters. */
const maxRequestBytes = 256 * 1024;

/**
 * Starts an empty Secrets Manager (AWS JSON 1.1) in memory on the loopback interface. Signatures of
 * requests are not checked. Values are never logged.
 */
export async function startSecretsServer(options: SecretsServerOptions): Promise<SecretsServer> {
  const store = new SecretStore(options);
  const dispatch = createDispatch(store);
  const server = createServer((request, response) => void answer(request, response, dispatch));
  const listening = await listenOnLoopback(server, options.port);
  return {
    endpoint: `http://127.0.0.1:${listening.port}`,
    create: (name, value) => {
      dispatch('CreateSecret', { Name: name, SecretString: value });
      return { arn: secretArn({ ...options, name }) };
    },
    close: () => listening.close(),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, dispatch: Dispatch): Promise<void> {
  try {
    const body = await readBody(request, maxRequestBytes);
    send(response, 200, dispatch(operationOf(request), parse(body)));
  } catch (error) {
    const known = error instanceof SecretsError;
    const type = known ? error.type : 'InternalServiceError';
    const Message = known ? error.message : 'The local Secrets Manager failed.';
    send(response, known ? 400 : 500, { __type: type, Message });
  }
}

function operationOf(request: IncomingMessage): string {
  const target = String(request.headers['x-amz-target'] ?? '');
  if (target.startsWith(targetPrefix)) return target.slice(targetPrefix.length);
  const message = `The header X-Amz-Target is "${target}", expected ${targetPrefix}<operation>.`;
  throw new SecretsError('UnknownOperationException', message);
}

function parse(body: Buffer | 'too-large'): unknown {
  if (body === 'too-large') {
    throw new SecretsError('SerializationException', `The request is over ${maxRequestBytes} bytes.`);
  }
  try {
    return JSON.parse(body.length === 0 ? '{}' : body.toString('utf8'));
  } catch {
    throw new SecretsError('SerializationException', 'The request body is not JSON.');
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'Content-Type': 'application/x-amz-json-1.1',
    'x-amzn-RequestId': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
