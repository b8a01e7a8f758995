import { type Answer, problem, Refusal } from './answer';
import type { CrmRequest } from './crm-request';
import type { FaultTarget } from './faults';

export interface Route {
  readonly method: string;
  /** A path, whose last part may be `{id}`. */
  readonly path: string;
  /** Which faults strike here. Default: none. */
  readonly target?: FaultTarget;
  /** @throws {Refusal} */
  handle(request: CrmRequest, id: string): Answer;
}

export interface Match {
  /** `PUT /activities/{id}`, or `no route`. */
  readonly name: string;
  readonly target?: FaultTarget | undefined;
  readonly handle: (request: CrmRequest) => Answer;
}

/** What an id in a path may look like: nothing in it needs an encoding. */
const idPattern = /^[A-Za-z0-9._~-]{1,128}$/;

/** Finds the route of a request; 404 and 405 are found too. */
export const matchRoute = (routes: readonly Route[], method: string, path: string): Match => {
  const here = routes.filter((route) => idIn(route.path, path) !== undefined);
  const route = here.find((candidate) => candidate.method === method);
  if (!route) return { name: 'no route', handle: () => nothingHere(here.map((one) => one.method)) };
  const id = idIn(route.path, path) ?? '';
  return {
    name: `${route.method} ${route.path}`,
    target: route.target,
    handle: (request) => answerOf(route, request, id),
  };
};

/** The id in a path of the pattern, empty where the pattern has none; `undefined` when the path is another. */
const idIn = (pattern: string, path: string): string | undefined => {
  if (!pattern.endsWith('{id}')) return pattern === path ? '' : undefined;
  const prefix = pattern.slice(0, -'{id}'.length);
  const id = path.startsWith(prefix) ? path.slice(prefix.length) : '';
  return id === '' || id.includes('/') ? undefined : id;
};

const answerOf = (route: Route, request: CrmRequest, id: string): Answer => {
  if (route.path.endsWith('{id}') && !idPattern.test(id)) {
    const detail = 'An id has 1 to 128 letters, digits and . _ ~ - in it.';
    return problem(400, { title: 'Malformed id', detail });
  }
  try {
    return route.handle(request, id);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
};

const nothingHere = (methods: readonly string[]): Answer => {
  if (methods.length === 0) return problem(404, { title: 'Not found', detail: 'There is nothing here.' });
  const headers = { Allow: methods.join(', ') };
  return problem(405, { title: 'Method not allowed', detail: 'Use a method that Allow names.', headers });
};
