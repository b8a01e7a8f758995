import type { Credentials } from '../stand-in/basic-credentials';
import { faultRoutes } from '../stand-in/fault-routes';
import type { Faults } from '../stand-in/faults';
import type { Route } from '../stand-in/router';
import type { TokenIssuer } from '../stand-in/token-issuer';
import type { Activities } from './activities';
import type { CrmStats } from './crm-stats';
import { answerTokenRequest, demandToken } from './token';

/** What can be made to fail. */
export const crmFaultTargets = ['token', 'activities'] as const;

export interface CrmParts {
  /** The one that is let in. */
  readonly client: Credentials;
  readonly tokens: TokenIssuer;
  readonly activities: Activities;
  readonly faults: Faults;
  readonly stats: () => CrmStats;
}

/** What the CRM offers: its API, and below that what is there for people and tests. */
export const crmRoutes = ({ client, tokens, activities, faults, stats }: CrmParts): readonly Route[] => [
  {
    method: 'POST',
    path: '/oauth/token',
    target: 'token',
    handle: (request) => answerTokenRequest(request, tokens, client),
  },
  {
    method: 'PUT',
    path: '/activities/{id}',
    target: 'activities',
    handle: (request, id) => {
      demandToken(request, tokens);
      return activities.put(id, request);
    },
  },
  { method: 'GET', path: '/activities', handle: () => ({ status: 200, body: activities.list() }) },
  { method: 'GET', path: '/activities/{id}', handle: (_, id) => activities.get(id) },
  { method: 'GET', path: '/stats', handle: () => ({ status: 200, body: stats() }) },
  ...faultRoutes(faults),
];
