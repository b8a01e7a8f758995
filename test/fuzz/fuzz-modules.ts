import type { ModuleManifest } from '../../lambdas/contract/module-manifest';

/** What the modules below want, and find an entity in. */
export const wantedTypes = ['agent.login', 'agent.logout', 'toString'] as const;

/** What a module wants too, without finding its entity. */
export const typeWithoutEntity = 'call.started';

/** The modules that get the events, with names and places that objects have already. */
export const fuzzModules: readonly ModuleManifest[] = [
  {
    name: 'presence',
    description: 'Knows its entities by who acted.',
    policy: 'latest',
    types: wantedTypes,
    entity: { type: 'agent', idFrom: ['data.constructor.name', 'actorid', 'subject'] },
  },
  { name: 'constructor', description: 'Knows no entities.', policy: 'none', types: ['agent.login'] },
  {
    name: 'calls',
    description: 'Looks for its entities where none are.',
    policy: 'latest',
    types: [typeWithoutEntity],
    entity: { type: 'call', idFrom: ['data.__proto__.id', 'data.toString.name'] },
  },
];
