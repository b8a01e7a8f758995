import { followsForCertain } from '../../../lambdas/contract/lifecycle';
import { crmSync } from '../../../lambdas/modules/crm-sync/manifest';

describe("crm-sync's lifecycle", () => {
  it.each([
    [undefined, 'call.started'],
    ['call.started', 'call.completed'],
    ['call.started', 'call.abandoned'],
    ['call.completed', 'call.dispositioned'],
    ['call.abandoned', 'call.dispositioned'],
  ])('knows for certain that nothing is missing between %s and %s', (previous, type) => {
    expect(followsForCertain(crmSync.lifecycle, previous, type)).toBe(true);
  });

  it.each([
    [undefined, 'call.dispositioned'],
    [undefined, 'call.completed'],
    ['call.started', 'call.dispositioned'],
    ['call.dispositioned', 'call.dispositioned'],
  ])('holds back what comes without its predecessor: after %s, %s', (previous, type) => {
    expect(followsForCertain(crmSync.lifecycle, previous, type)).toBe(false);
  });
});
