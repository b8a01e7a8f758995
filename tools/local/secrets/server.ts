import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import { Listeners } from '../listeners';
import { listenOnLoopback } from '../listen-on-loopback';
import { readBody } from '../read-body';
import { createDispatch, type Dispatch } from './dispatch';
import type { RunRotationStep } from './rotation';
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
  /** Has the function rotate the secret, both by ARN. `RotateSecret` needs no other word then. */
  attachRotation(secretArn: string, functionArn: string): void;
  /** Who runs the functions of rotations. Steps that came before wait for this. */
  serveRotations(run: RunRotationStep): void;
  /** The text under a secret's AWSCURRENT. */
  currentText(secretArn: string): string | undefined;
  /** Hears of each request's operation; the returned function ends that. */
  onOperation(listener: (operation: string) => void): () => void;
  /** Hears when a value or a label has changed. */
  onChanged(listener: () => void): void;
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
  const rotations = Promise.withResolvers<RunRotationStep>();
  const changes = new Listeners<undefined>();
  const operations = new Listeners<string>();
  const store = new SecretStore({
    ...options,
    runRotationStep: async (functionArn, event) => (await rotations.promise)(functionArn, event),
    onChanged: () => changes.tell(undefined),
  });
  const dispatch = createDispatch(store);
  const requested: Dispatch = (operation, request) => {
    operations.tell(operation);
    return dispatch(operation, request);
  };
  const server = createServer((request, response) => void answer(request, response, requested));
  const listening = await listenOnLoopback(server, options.port);
  return {
    endpoint: `http://127.0.0.1:${listening.port}`,
    create: (name, value) => {
      dispatch('CreateSecret', { Name: name, SecretString: value });
      return { arn: secretArn({ ...options, name }) };
    },
    attachRotation: (arn, functionArn) => store.attachRotation(arn, functionArn),
    serveRotations: rotations.resolve,
    currentText: (arn) => store.currentText(arn),
    onOperation: operations.add,
    onChanged: changes.add,
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
