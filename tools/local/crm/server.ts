import { createServer } from 'node:http';
import { type Clock, systemClock } from '../clock';
import { listenOnLoopback } from '../listen-on-loopback';
import { Activities } from './activities';
import type { StoredActivity } from './activity';
import { answerRequest, type Answering } from './answer-request';
import { Faults } from './faults';
import { crmRoutes } from './routes';
import { type CrmStats, RequestCounts } from './stats';
import { TokenIssuer } from './token';

export interface CrmServerOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** How long a token is good. Default 3600. */
  readonly tokenLifetimeSeconds?: number;
}

export interface CrmServer {
  /** `http://127.0.0.1:<port>`; an activity is put to `/activities/{id}` there. */
  readonly url: string;
  readonly tokenUrl: string;
  /** What was written, in the order of the first writes. */
  readonly activities: readonly StoredActivity[];
  stats(): CrmStats;
  /** Ends at once: open connections are cut, the activities are gone. */
  close(): Promise<void>;
}

/**
 * Starts a small CRM in memory on the loopback interface. It takes activities from clients that have a token, as
 * strictly as a well-made CRM would, and can be told to fail: `PUT /faults`. Nothing is logged.
 *
 * @throws {PortInUseError}
 */
export async function startCrmServer(options: CrmServerOptions): Promise<CrmServer> {
  const { clientId, clientSecret, port, clock = systemClock, tokenLifetimeSeconds = 3600 } = options;
  const client = { clientId, clientSecret };
  const tokens = new TokenIssuer({ client, clock, lifetimeSeconds: tokenLifetimeSeconds });
  const activities = new Activities(clock);
  const faults = new Faults();
  const counts = new RequestCounts();
  const stats = (): CrmStats => ({ tokensIssued: tokens.issued, requests: counts.toJSON() });
  const routes = crmRoutes({ tokens, activities, faults, stats });
  const answering: Answering = { routes, faults, counts, clock };
  const server = createServer((request, response) => void answerRequest(request, response, answering));
  const listening = await listenOnLoopback(server, port);
  const url = `http://127.0.0.1:${listening.port}`;
  return {
    url,
    tokenUrl: `${url}/oauth/token`,
    get activities() {
      return activities.list();
    },
    stats,
    close: () => listening.close(),
  };
}
