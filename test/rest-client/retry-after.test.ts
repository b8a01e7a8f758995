import { retryAfterSeconds } from '../../lambdas/rest-client/retry-after';

describe('retryAfterSeconds', () => {
  const nowMs = Date.parse('2026-11-01T12:00:00.500Z');

  it.each([
    ['0', 0],
    ['120', 120],
    [' 7 ', 7],
    ['Sun, 01 Nov 2026 12:00:30 GMT', 30],
    ['Sun, 01 Nov 2026 11:00:00 GMT', 0],
  ])('reads %j', (header, seconds) => {
    expect(retryAfterSeconds(header, nowMs)).toBe(seconds);
  });

  it.each([null, '', 'soon', '-1', '1.5', '2026-11-01', '99999999999'])('ignores %j', (header) => {
    expect(retryAfterSeconds(header, nowMs)).toBeUndefined();
  });
});
