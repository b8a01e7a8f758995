import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { parseStateConfig } from '../../lambdas/state/config';

const presence: ModuleManifest = {
  name: 'agent-presence',
  description: 'Keeps presence.',
  policy: 'latest',
  types: ['agent.login'],
  entity: { type: 'agent', idFrom: ['actorid'] },
};
const other: ModuleManifest = { ...presence, name: 'other' };

describe('the configuration of the state function', () => {
  it('has the manifests of the deployed modules only', () => {
    const config = parseStateConfig({ ENTITIES_TABLE: 'entities', MODULES: 'agent-presence' }, [
      presence,
      other,
    ]);
    expect(config).toEqual({ entitiesTable: 'entities', manifests: [presence] });
  });

  it('tells every problem at once', () => {
    expect(() => parseStateConfig({ MODULES: 'other,third' }, [presence, other])).toThrow(
      [
        'The configuration has 2 problem(s):',
        '- ENTITIES_TABLE is not set. Set it to a non-empty value.',
        '- MODULES names "third". Known modules: agent-presence, other.',
      ].join('\n'),
    );
  });
});
