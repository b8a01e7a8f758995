import * as z from 'zod';
import { ManualClock } from '../../../tools/local/clock';
import { type CrmServer, type CrmServerOptions, startCrmServer } from '../../../tools/local/crm/server';

/** What mangles secrets on their way through headers, forms and shells. */
export const client = { clientId: 'switchboard:eu', clientSecret: String.raw`$ec "ret" \ % + &=ü` } as const;

export const activity = {
  type: 'call',
  callId: 'c-1',
  disposition: 'Resolved',
  dispositionedAt: '2026-11-01T11:59:00.000Z',
} as const;

/** `Authorization: Basic`, both parts form-encoded as RFC 6749 §2.3.1 has it. */
export const basic = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }): string => {
  const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
};

export interface TokenAttempt {
  readonly authorization?: string | undefined;
  readonly contentType?: string;
  readonly body?: string;
}

export interface PutAttempt {
  readonly token?: string;
  readonly key?: string | undefined;
  readonly contentType?: string;
  readonly body?: string | object;
}

const tokenSchema = z.object({ access_token: z.string() });

/** A client that has no rules of its own. */
export class CrmProbe {
  readonly clock = new ManualClock(Date.parse('2026-11-01T12:00:00.000Z'));
  #server: CrmServer | undefined;

  get server(): CrmServer {
    if (!this.#server) throw new Error('The CRM is not started.');
    return this.#server;
  }

  async start(options: Partial<CrmServerOptions> = {}): Promise<void> {
    this.#server = await startCrmServer({ ...client, clock: this.clock, ...options });
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

  readonly put = async (id: string, attempt: PutAttempt = {}): Promise<Response> => {
    const { token = await this.token(), contentType = 'application/json', body = activity } = attempt;
    const key = 'key' in attempt ? attempt.key : 'k-1';
    return fetch(`${this.server.url}/activities/${id}`, {
      method: 'PUT',
      headers: {
        ...(token !== '' && { Authorization: `Bearer ${token}` }),
        ...(key !== undefined && { 'Idempotency-Key': key }),
        'Content-Type': contentType,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  };

  readonly get = (path: string): Promise<Response> => fetch(`${this.server.url}${path}`);

  readonly setFault = (fault: unknown): Promise<Response> =>
    fetch(`${this.server.url}/faults`, { method: 'PUT', body: JSON.stringify(fault) });

  readonly clearFault = (): Promise<Response> => fetch(`${this.server.url}/faults`, { method: 'DELETE' });
}
