import { type Clock, systemClock } from '../clock';
import { Faults } from '../stand-in/faults';
import { RequestCounts } from '../stand-in/request-counts';
import { startStandIn } from '../stand-in/start-stand-in';
import { TokenIssuer } from '../stand-in/token-issuer';
import { apiRoutes } from './api-routes';
import { controlRoutes } from './control-routes';
import { genesysFaultTargets, type GenesysParts, type GenesysStats } from './genesys-parts';
import { Permissions } from './permissions';
import { RateLimit } from './rate-limit';
import { Records } from './records';

export interface GenesysServerOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** How long a token is good at first. Default 86,400, as on the platform. */
  readonly tokenLifetimeSeconds?: number;
  /** What it has at first, by path: `{"/api/v2/users/u-1": {…}}`. Default: nothing. */
  readonly records?: Readonly<Record<string, unknown>>;
}

export interface GenesysServer {
  /** `http://127.0.0.1:<port>`; an event's `resourceUri` goes behind it. */
  readonly url: string;
  readonly tokenUrl: string;
  stats(): GenesysStats;
  /** Ends at once: open connections are cut, the records are gone. */
  close(): Promise<void>;
}

/**
 * Starts a small Genesys Cloud in memory on the loopback interface: it gives tokens to its client and records to who has
 * one, as many a minute as the platform allows, and can be told to fail. Nothing is logged.
 *
 * @throws {PortInUseError}
 */
export async function startGenesysServer(options: GenesysServerOptions): Promise<GenesysServer> {
  const { clock = systemClock, port } = options;
  const counts = new RequestCounts();
  const parts = createParts(options, counts);
  const routes = [...apiRoutes(parts), ...controlRoutes(parts)];
  const { url, close } = await startStandIn({
    routes,
    faults: parts.faults,
    counts,
    clock,
    port,
    maxRequestBytes: 4 * 1024 * 1024,
  });
  return { url, tokenUrl: `${url}/oauth/token`, stats: parts.stats, close };
}

const createParts = (options: GenesysServerOptions, counts: RequestCounts): GenesysParts => {
  const { clientId, clientSecret, clock = systemClock, tokenLifetimeSeconds = 24 * 60 * 60 } = options;
  const tokens = new TokenIssuer({ clock, lifetimeSeconds: tokenLifetimeSeconds });
  const limit = new RateLimit(clock);
  return {
    client: { clientId, clientSecret },
    tokens,
    limit,
    records: new Records(options.records ?? {}),
    permissions: new Permissions(),
    faults: new Faults(genesysFaultTargets),
    stats: () => ({
      tokensIssued: tokens.issued,
      rateLimited: limit.refused,
      mostAtOnce: counts.mostAtOnce('records'),
      requests: counts.toJSON(),
    }),
  };
};
