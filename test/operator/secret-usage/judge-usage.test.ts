import { judgeUsage, tellUsage, type UsageByKind } from '../../../tools/operator/secret-usage/judge-usage';

const none = { count: 0 };
const nobody: UsageByKind = { current: none, previous: none, pending: none, rejected: none };
const some = { count: 3, lastMs: Date.parse('2026-11-01T12:00:00.000Z') };
const told = (usage: Partial<UsageByKind>, hours = 24): string =>
  tellUsage(judgeUsage({ ...nobody, ...usage }), { source: 'genesys', hours, periodMinutes: 5 });

describe('the statement on the use of a previous secret', () => {
  it('is that it is safe to withdraw when only the current one was used', () => {
    expect(told({ current: some, rejected: some })).toBe(
      'The previous secret of genesys has been unused for the last 24 hours, in which 3 deliveries matched the current one. It is safe to withdraw the previous one, unless the current one was put there by hand in that time: ask for the hours since then.',
    );
  });

  it('is that it is in use, and when it was last, however much the current one was used', () => {
    expect(told({ current: { count: 9999 }, previous: { ...some, count: 1 } }, 1)).toMatch(
      /is still used: 1 delivery in the last hour, .+ 5 minutes from 2026-11-01T12:00:00\.000Z on\. Do not withdraw it/,
    );
  });

  it('is that it cannot tell when nobody has used either', () => {
    expect(told({})).toMatch(
      /^Nobody is known to have used .+ cannot tell .+ Have the sender post something/,
    );
  });

  it('takes no test of the rotation for a use of the new secret', () => {
    expect(judgeUsage({ ...nobody, pending: some })).toEqual({ kind: 'unknown', pending: 3, rejected: 0 });
    expect(told({ pending: some })).toContain('matched a secret that was pending');
  });

  it('points at the sender when all that came was rejected', () => {
    expect(told({ rejected: some })).toContain('3 deliveries had no right signature: compare the secret');
  });
});
