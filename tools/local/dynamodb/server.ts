import { Server, type IncomingMessage } from 'node:http';
import deleteItem from 'dynalite/actions/deleteItem';
import putItem from 'dynalite/actions/putItem';
import updateItem from 'dynalite/actions/updateItem';
import dynalite from 'dynalite';
import database from 'dynalite/db';
import description from 'dynalite/package.json';
import deleteItemValidation from 'dynalite/validations/deleteItem';
import putItemValidation from 'dynalite/validations/putItem';
import updateItemValidation from 'dynalite/validations/updateItem';
import { listenOnLoopback } from '../listen-on-loopback';
import { returnItemOnFailedCondition } from './conditional-check-item';
import { probeDynalite } from './probe';

export interface DynamoDbServer {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Ends at once: open connections are cut, the data is gone. */
  close(): Promise<void>;
}

const internals = { database, validations: [putItemValidation, updateItemValidation, deleteItemValidation] };
const actions = { PutItem: putItem, UpdateItem: updateItem, DeleteItem: deleteItem };

/**
 * Starts an empty DynamoDB in memory on the loopback interface. A table is active a moment
 * after it was created.
 *
 * @param options.port 0, the default, takes any free port.
 * @throws if the installed dynalite is not the one that the shim around it was written for.
 */
export async function startDynamoDbServer(options: { readonly port?: number } = {}): Promise<DynamoDbServer> {
  prepareDynalite();
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  server.on('request', outliveCutUploads);
  // dynalite's own close shuts the store under requests that are still at work, and throws from them. A store
  // in memory needs no closing.
  server.close = Server.prototype.close.bind(server);
  const listening = await listenOnLoopback(server, options.port);
  return { endpoint: `http://127.0.0.1:${listening.port}`, close: () => listening.close() };
}

function prepareDynalite(): void {
  returnItemOnFailedCondition(internals);
  const problems = probeDynalite({ version: description.version, internals, actions });
  if (problems.length > 0) {
    throw new Error(
      `The embedded DynamoDB cannot start, dynalite is not as expected: ${problems.join('; ')}.`,
    );
  }
}

/**
 * dynalite throws from its request's `error` event, which would end this process whenever a client dies
 * in the middle of an upload. Its listener is attached by the time this one runs.
 */
function outliveCutUploads(request: IncomingMessage): void {
  request.removeAllListeners('error');
  request.on('error', () => undefined);
}
