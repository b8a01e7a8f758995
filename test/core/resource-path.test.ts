import { resourceIdsOf } from '../../lambdas/core/hydration/resource-ids';
import { hydrationGroupOf, resourcePathOf } from '../../lambdas/core/resource-path';

const platform = 'https://api.mypurecloud.ie';

describe('the path of a resource', () => {
  it.each([
    '/api/v2/conversations/c-1',
    '/api/v2/conversations/6f1d2c3e-8f9a-4b5c-9d0e-1a2b3c4d5e6f/participants/p_1',
    '/api/v2/users/u-1?expand=presence,routingStatus',
    '/api/v2/users/a@b.example',
    '/api/v2/users/..a',
  ])('%s is what it says', (path) => {
    expect(resourcePathOf(path, platform)).toBe(path);
  });

  it('is what a whole URL of the platform leads to', () => {
    expect(resourcePathOf(`${platform}/api/v2/users/u-1`, `${platform}/`)).toBe('/api/v2/users/u-1');
  });

  it.each([
    undefined,
    '',
    'conversations/c-1',
    '/api/v1/users/u-1',
    '/api/v2',
    '/api/v2/',
    '/api/v2evil/users',
    '/api/v2/users/',
    '/api/v2//users',
    '//evil.example/api/v2/users/u-1',
    'https://evil.example/api/v2/users/u-1',
    'http://api.mypurecloud.ie/api/v2/users/u-1',
    'https://api.mypurecloud.ie.evil.example/api/v2/users/u-1',
    'https://api.mypurecloud.ie@evil.example/api/v2/users/u-1',
    'https://api.mypurecloud.ie:444/api/v2/users/u-1',
    'HTTPS://API.MYPURECLOUD.IE/api/v2/users/u-1',
    '/api/v2/../oauth/token',
    '/api/v2/users/..',
    '/api/v2/users/./u-1',
    '/api/v2/users/..?a=b',
    '/api/v2/users/%2e%2e/oauth',
    '/api/v2/users/a%2Fb',
    '/api/v2/users\\..\\oauth',
    '/api/v2/users/u-1#fragment',
    '/api/v2/users/u 1',
    '/api/v2/users/u-1\n',
    '/api/v2/users/u-1\r\nHost: evil.example',
    '/api/v2/users/u-1?next=https://evil.example',
    '/api/v2/users/ü',
    ' /api/v2/users/u-1',
    `/api/v2/users/${'u'.repeat(600)}`,
    'file:///api/v2/users',
  ])('is none in %j', (resourceUri) => {
    expect(resourcePathOf(resourceUri, platform)).toBeUndefined();
  });

  it('stays what it is when a URL is made of it', () => {
    const path = '/api/v2/users/a@b.example:80/x~y?expand=a,b&c=@d';

    const url = new URL(`${platform}${resourcePathOf(path, platform)}`);

    expect([url.origin, `${url.pathname}${url.search}`]).toEqual([platform, path]);
  });

  it('is the group of all events of the resource', () => {
    const group = hydrationGroupOf('/api/v2/users/u-1');

    expect(group).toMatch(/^[0-9a-f]{64}$/);
    expect(hydrationGroupOf('/api/v2/users/u-2')).not.toBe(group);
  });
});

describe('the ids in the path of a resource', () => {
  it.each([
    ['/api/v2/conversations/c-1', { conversationId: 'c-1' }],
    ['/api/v2/conversations/calls/c-1', { conversationId: 'c-1' }],
    ['/api/v2/conversations/c-1/participants/p-1', { conversationId: 'c-1' }],
    ['/api/v2/analytics/conversations/c-1/details', { conversationId: 'c-1' }],
    ['/api/v2/users/u-1/presences/purecloud', { userId: 'u-1' }],
    ['/api/v2/users/u-1?expand=presence', { userId: 'u-1' }],
    ['/api/v2/something/else', {}],
  ])('of %s are %j', (path, ids) => {
    expect(resourceIdsOf(path)).toEqual(ids);
  });
});
