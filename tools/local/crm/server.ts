import { type Clock, systemClock } from '../clock';
import { Faults } from '../stand-in/faults';
import { RequestCounts } from '../stand-in/request-counts';
import { startStandIn } from '../stand-in/start-stand-in';
import { TokenIssuer } from '../stand-in/token-issuer';
import { Activities } from './activities';
import type { StoredActivity } from './activity';
import type { CrmStats } from './crm-stats';
import { crmFaultTargets, crmRoutes } from './routes';

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
  const tokens = new TokenIssuer({ clock, lifetimeSeconds: tokenLifetimeSeconds });
  const activities = new Activities(clock);
  const faults = new Faults(crmFaultTargets);
  const counts = new RequestCounts();
  const stats = (): CrmStats => ({ tokensIssued: tokens.issued, requests: counts.toJSON() });
  const routes = crmRoutes({ client, tokens, activities, faults, stats });
  const { url, close } = await startStandIn({ routes, faults, counts, clock, port });
  return {
    url,
    tokenUrl: `${url}/oauth/token`,
    get activities() {
      return activities.list();
    },
    stats,
    close,
  };
}
