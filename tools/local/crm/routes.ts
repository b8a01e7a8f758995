import type { Activities } from './activities';
import { type Answer, problem } from './answer';
import { parsedBody } from './crm-request';
import type { Faults } from './faults';
import type { Route } from './router';
import type { CrmStats } from './stats';
import type { TokenIssuer } from './token';

export interface CrmParts {
  readonly tokens: TokenIssuer;
  readonly activities: Activities;
  readonly faults: Faults;
  readonly stats: () => CrmStats;
}

/** What the CRM offers: its API, and below that what is there for people and tests. */
export const crmRoutes = ({ tokens, activities, faults, stats }: CrmParts): readonly Route[] => {
  const faultSet = (): Answer => ({ status: 200, body: { fault: faults.current() ?? null } });
  return [
    {
      method: 'POST',
      path: '/oauth/token',
      target: 'token',
      handle: (request) => tokens.answer(request),
    },
    {
      method: 'PUT',
      path: '/activities/{id}',
      target: 'activities',
      handle: (request, id) => {
        tokens.demandToken(request);
        return activities.put(id, request);
      },
    },
    { method: 'GET', path: '/activities', handle: () => ({ status: 200, body: activities.list() }) },
    { method: 'GET', path: '/activities/{id}', handle: (_, id) => activities.get(id) },
    { method: 'GET', path: '/stats', handle: () => ({ status: 200, body: stats() }) },
    { method: 'GET', path: '/faults', handle: faultSet },
    {
      method: 'PUT',
      path: '/faults',
      // Typed by hand, with whatever content type curl gives it.
      handle: (request) => {
        const problems = faults.set(parsedBody(request));
        if (problems.length === 0) return faultSet();
        return problem(422, { title: 'No such fault', detail: 'See problems.', problems });
      },
    },
    {
      method: 'DELETE',
      path: '/faults',
      handle: () => {
        faults.clear();
        return { status: 204 };
      },
    },
  ];
};
