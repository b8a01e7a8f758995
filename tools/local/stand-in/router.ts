import { type Answer, problem, Refusal } from './answer';
import type { StandInRequest } from './stand-in-request';

export interface Route {
  readonly method: string;
  /** A path, whose last part may be `{id}`, or `{path+}` for all that follows. */
  readonly path: string;
  /** Which faults strike here. Default: none. */
  readonly target?: string;
  /**
   * @param parameter what stands in the place of `{id}` or `{path+}`, as it was sent; empty where the path has neither
   * @throws {Refusal}
   */
  handle(request: StandInRequest, parameter: string): Answer;
}

export interface Match {
  /** `PUT /activities/{id}`, `GET` and the whole path where the route takes any, or `no route`. */
  readonly name: string;
  readonly target?: string | undefined;
  readonly handle: (request: StandInRequest) => Answer;
}

/** What an id in a path may look like: nothing in it needs an encoding. */
const idPattern = /^[A-Za-z0-9._~-]{1,128}$/;

/** Finds the route of a request; 404 and 405 are found too. */
export const matchRoute = (routes: readonly Route[], method: string, path: string): Match => {
  const here = routes.filter((route) => parameterIn(route.path, path) !== undefined);
  const route = here.find((candidate) => candidate.method === method);
  if (!route) return { name: 'no route', handle: () => nothingHere(here.map((one) => one.method)) };
  const parameter = parameterIn(route.path, path) ?? '';
  return {
    name: `${route.method} ${route.path.endsWith('{path+}') ? path : route.path}`,
    target: route.target,
    handle: (request) => answerOf(route, request, parameter),
  };
};

/** The parameter in a path of the pattern, empty where the pattern has none; `undefined` when the path is another. */
const parameterIn = (pattern: string, path: string): string | undefined => {
  const name = /\{(?:id|path\+)\}$/.exec(pattern)?.[0];
  if (name === undefined) return pattern === path ? '' : undefined;
  const prefix = pattern.slice(0, -name.length);
  const parameter = path.startsWith(prefix) ? path.slice(prefix.length) : '';
  return parameter === '' || (name === '{id}' && parameter.includes('/')) ? undefined : parameter;
};

const answerOf = (route: Route, request: StandInRequest, parameter: string): Answer => {
  if (route.path.endsWith('{id}') && !idPattern.test(parameter)) {
    const detail = 'An id has 1 to 128 letters, digits and . _ ~ - in it.';
    return problem(400, { title: 'Malformed id', detail });
  }
  try {
    return route.handle(request, parameter);
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
