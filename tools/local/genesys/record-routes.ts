import { problem } from '../stand-in/answer';
import type { Route } from '../stand-in/router';
import { parsedBody } from '../stand-in/stand-in-request';
import type { GenesysParts } from './genesys-parts';
import { apiPath } from './records';

/** `/records` takes and gives them all, by path; `/records/api/v2/…` is one of them. */
export const recordRoutes = ({ records }: GenesysParts): readonly Route[] => [
  { method: 'GET', path: '/records', handle: () => ({ status: 200, body: records.all() }) },
  {
    method: 'PUT',
    path: '/records',
    handle: (request) => {
      const problems = records.putAll(parsedBody(request));
      if (problems.length === 0) return { status: 204 };
      return problem(422, { title: 'No such records', detail: 'See problems.', problems });
    },
  },
  {
    method: 'DELETE',
    path: '/records',
    handle: () => {
      records.clear();
      return { status: 204 };
    },
  },
  {
    method: 'PUT',
    path: `/records${apiPath}{path+}`,
    handle: (request, rest) => {
      records.put(`${apiPath}${rest}`, parsedBody(request));
      return { status: 204 };
    },
  },
  {
    method: 'DELETE',
    path: `/records${apiPath}{path+}`,
    handle: (_, rest) => {
      records.delete(`${apiPath}${rest}`);
      return { status: 204 };
    },
  },
];
