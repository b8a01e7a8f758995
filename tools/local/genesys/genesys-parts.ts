import type { Credentials } from '../stand-in/basic-credentials';
import type { Faults } from '../stand-in/faults';
import type { EndingsByRoute } from '../stand-in/request-counts';
import type { TokenIssuer } from '../stand-in/token-issuer';
import type { Permissions } from './permissions';
import type { RateLimit } from './rate-limit';
import type { Records } from './records';

/** What can be made to fail. */
export const genesysFaultTargets = ['token', 'records'] as const;

/** `GET /stats` */
export interface GenesysStats {
  readonly tokensIssued: number;
  /** Requests for records that were over the rate limit. */
  readonly rateLimited: number;
  /** Most requests for records that were being answered at the same time. */
  readonly mostAtOnce: number;
  /** By method and path: `{"GET /api/v2/users/u-1": {"200": 3}}`. */
  readonly requests: EndingsByRoute;
}

export interface GenesysParts {
  /** The one that is let in. */
  readonly client: Credentials;
  readonly tokens: TokenIssuer;
  readonly records: Records;
  readonly limit: RateLimit;
  readonly permissions: Permissions;
  readonly faults: Faults;
  readonly stats: () => GenesysStats;
}
