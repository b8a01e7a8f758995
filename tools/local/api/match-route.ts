import type { RouteDefinition } from '../model';

type Place = Pick<RouteDefinition, 'method' | 'path'>;

export interface MatchedRoute<Route extends Place = RouteDefinition> {
  readonly route: Route;
  /** Path parameters as they were sent, percent-encoding and all: a REST API decodes none of them. */
  readonly parameters: Readonly<Record<string, string>>;
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

const parameterPattern = /^\{([^}+]+)(\+?)\}$/;

const matchPath = (template: string, path: string): Record<string, string> | undefined => {
  const actual = segmentsOf(path);
  const expected = segmentsOf(template);
  const parameters: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const [, name, greedy] = parameterPattern.exec(segment) ?? [];
    const value = actual[index];
    if (value === undefined) return undefined;
    if (name !== undefined && greedy === '+') {
      return { ...parameters, [name]: actual.slice(index).join('/') };
    }
    if (name !== undefined) parameters[name] = value;
    else if (segment !== value) return undefined;
  }
  return actual.length === expected.length ? parameters : undefined;
};

/** Sorts after what is less specific: fixed text before a parameter, a parameter before a greedy one. */
const specificity = ({ path, method }: Place): string => {
  const rank = (segment: string): string => {
    const [, name, greedy] = parameterPattern.exec(segment) ?? [];
    if (name === undefined) return '3';
    return greedy === '+' ? '1' : '2';
  };
  return `${segmentsOf(path).map(rank).join('')}0${method === 'ANY' ? '0' : '1'}`;
};

/** The most specific route for a request, as API Gateway chooses it. `path` has no query. */
export const matchRoute = <Route extends Place>(
  routes: readonly Route[],
  method: string,
  path: string,
): MatchedRoute<Route> | undefined =>
  routes
    .filter((route) => route.method === 'ANY' || route.method === method)
    .flatMap((route) => {
      const parameters = matchPath(route.path, path);
      return parameters === undefined ? [] : [{ route, parameters }];
    })
    .toSorted((a, b) => specificity(b.route).localeCompare(specificity(a.route)))[0];
