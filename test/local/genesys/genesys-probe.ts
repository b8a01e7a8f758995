import * as z from 'zod';
import { ManualClock } from '../../../tools/local/clock';
import {
  type GenesysServer,
  type GenesysServerOptions,
  startGenesysServer,
} from '../../../tools/local/genesys/server';
import { basic, client, type TokenAttempt } from '../crm/crm-probe';

const tokenSchema = z.object({ access_token: z.string() });

/** A client that has no rules of its own. */
export class GenesysProbe {
  readonly clock = new ManualClock(Date.parse('2026-11-01T12:00:00.000Z'));
  #server: GenesysServer | undefined;

  get server(): GenesysServer {
    if (!this.#server) throw new Error('The platform is not started.');
    return this.#server;
  }

  async start(options: Partial<GenesysServerOptions> = {}): Promise<void> {
    this.#server = await startGenesysServer({ ...client, clock: this.clock, ...options });
  }

  readonly askToken = (attempt: TokenAttempt = {}): Promise<Response> => {
    const authorization = 'authorization' in attempt ? attempt.authorization : basic(client);
    return fetch(this.server.tokenUrl, {
      method: 'POST',
      headers: {
        ...(authorization !== undefined && { Authorization: authorization }),
        'Content-Type': attempt.contentType ?? 'application/x-www-form-urlencoded',
      },
      body: attempt.body ?? 'grant_type=client_credentials',
    });
  };

  readonly token = async (): Promise<string> =>
    tokenSchema.parse(await (await this.askToken()).json()).access_token;

  /** @param token empty: none is sent */
  readonly get = (path: string, token = ''): Promise<Response> =>
    fetch(`${this.server.url}${path}`, {
      headers: token === '' ? {} : { Authorization: `Bearer ${token}` },
    });

  readonly put = (path: string, body: unknown): Promise<Response> =>
    fetch(`${this.server.url}${path}`, { method: 'PUT', body: JSON.stringify(body) });

  readonly delete = (path: string): Promise<Response> =>
    fetch(`${this.server.url}${path}`, { method: 'DELETE' });
}
