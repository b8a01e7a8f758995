import { matchRoute } from '../../../tools/local/api/match-route';
import { isBinary } from '../../../tools/local/api/proxy-event';

const routes = [
  { method: 'ANY', path: '/{proxy+}', functionLogicalId: 'Greedy' },
  { method: 'ANY', path: '/webhook/{source}', functionLogicalId: 'AnySource' },
  { method: 'POST', path: '/webhook/{source}', functionLogicalId: 'Source' },
  { method: 'POST', path: '/webhook/status', functionLogicalId: 'Status' },
  { method: 'GET', path: '/', functionLogicalId: 'Root' },
];

describe('the route of a request', () => {
  it.each([
    ['GET', '/', 'Root', {}],
    ['POST', '/webhook/status', 'Status', {}],
    ['POST', '/webhook/genesys', 'Source', { source: 'genesys' }],
    ['POST', '/webhook/genesys/', 'Source', { source: 'genesys' }],
    ['PUT', '/webhook/genesys', 'AnySource', { source: 'genesys' }],
    ['PUT', '/webhook/status', 'AnySource', { source: 'status' }],
    ['POST', '/webhook/a%2Fb%zz', 'Source', { source: 'a%2Fb%zz' }],
    ['POST', '/webhook/a%2Fb', 'Source', { source: 'a%2Fb' }],
    ['DELETE', '/a/b%20c', 'Greedy', { proxy: 'a/b%20c' }],
  ])('of %s %s is the most specific one: %s', (method, path, functionLogicalId, parameters) => {
    expect(matchRoute(routes, method, path)).toMatchObject({ route: { functionLogicalId }, parameters });
  });

  it('does not exist for another method or path', () => {
    expect(matchRoute(routes.slice(2), 'GET', '/webhook/genesys')).toBeUndefined();
    expect(matchRoute(routes.slice(2), 'POST', '/Webhook/genesys')).toBeUndefined();
    expect(matchRoute(routes.slice(0, 1), 'GET', '/')).toBeUndefined();
  });
});

describe('a body', () => {
  it.each([
    ['application/json; charset=utf-8', ['*/*'], true],
    [undefined, ['*/*'], true],
    [undefined, ['application/json'], true],
    ['image/png', ['image/*'], true],
    ['Image/PNG', ['image/png'], true],
    ['text/plain', ['image/*'], false],
    ['text/plain', [], false],
  ])('of type %s is, with %j, binary: %s', (contentType, binaryMediaTypes, expected) => {
    expect(isBinary(contentType, binaryMediaTypes)).toBe(expected);
  });
});
