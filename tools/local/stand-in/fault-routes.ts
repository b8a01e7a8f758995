import { type Answer, problem } from './answer';
import type { Faults } from './faults';
import type { Route } from './router';
import { parsedBody } from './stand-in-request';

/** `PUT`, `GET` and `DELETE /faults`: how a person or a test makes a stand-in fail. */
export const faultRoutes = (faults: Faults): readonly Route[] => {
  const faultSet = (): Answer => ({ status: 200, body: { fault: faults.current() ?? null } });
  return [
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
