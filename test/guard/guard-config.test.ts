import { parseGuardConfig } from '../../lambdas/guard/config';
import { billing, crmSync } from './guard-fixture';

const env = { CONTROL_TABLE: 'control', GUARDED_MODULES: JSON.stringify([crmSync, billing]) };

describe('the configuration of the guard', () => {
  it('is the table and the modules', () => {
    expect(parseGuardConfig(env)).toEqual({ controlTable: 'control', modules: [crmSync, billing] });
  });

  it('tells all that is missing', () => {
    expect(() => parseGuardConfig({})).toThrow(/CONTROL_TABLE is not set.*GUARDED_MODULES is not set/s);
  });

  it.each([
    ['no JSON', '[', 'the whole'],
    ['no array', '{}', 'the whole'],
    ['an empty array', '[]', 'the whole'],
    ['a module without a mapping', JSON.stringify([{ ...crmSync, mappingId: undefined }]), '0.mappingId'],
    ['an empty URL', JSON.stringify([crmSync, { ...billing, queueUrl: '' }]), '1.queueUrl'],
  ])('refuses %s', (_, text, place) => {
    expect(() => parseGuardConfig({ ...env, GUARDED_MODULES: text })).toThrow(
      `GUARDED_MODULES is not right at ${place}.`,
    );
  });
});
