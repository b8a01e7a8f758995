import { copySource, requestTarget } from '../../../tools/local/s3/request-target';

const target = (url: string, host = '127.0.0.1:4566') => {
  // Of a request no more is read than this.
  const request = Object.assign(Object.create(null), { method: 'GET', url, headers: { host } });
  const { query: _, ...rest } = requestTarget(request);
  return rest;
};

describe('what a request is about', () => {
  it.each([
    ['all buckets', '/', undefined, {}],
    ['a bucket in the path', '/payloads', undefined, { bucket: 'payloads' }],
    ['a bucket with a slash behind it', '/payloads/?list-type=2', undefined, { bucket: 'payloads' }],
    ['a key in the path', '/payloads/a/b%20c', undefined, { bucket: 'payloads', key: 'a/b c' }],
    ['a bucket in the host', '/', 'payloads.localhost:4566', { bucket: 'payloads' }],
    [
      'a key with the bucket in the host',
      '/a/b',
      'payloads.s3.localhost',
      { bucket: 'payloads', key: 'a/b' },
    ],
    ['the host itself', '/payloads/a', 'localhost:4566', { bucket: 'payloads', key: 'a' }],
  ])('is told by host and path: %s', (_, url, host, expected) => {
    expect(target(url, host)).toEqual({ method: 'GET', ...expected });
  });

  it.each([
    ['payloads/a/b%20c', { bucket: 'payloads', key: 'a/b c' }],
    ['/payloads/a?versionId=1', { bucket: 'payloads', key: 'a' }],
  ])('is copied from %s', (header, expected) => {
    expect(copySource(header)).toEqual(expected);
  });

  it.each(['payloads', '/payloads/', '%E0%A4%A/x'])('is not copied from %s', (header) => {
    expect(() => copySource(header)).toThrow(/Copy Source|percent-encoded/);
  });
});
