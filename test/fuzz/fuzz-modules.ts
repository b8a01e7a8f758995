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

/** What gets the events of the other formats. */
export const formatModules: readonly ModuleManifest[] = [
  {
    name: 'calls',
    description: 'Knows calls.',
    policy: 'latest',
    types: ['call.started', 'call.completed', 'call.dispositioned', 'audit.logged'],
    entity: { type: 'call', idFrom: ['data.conversationId', 'data.auditedId'] },
  },
  {
    name: 'people',
    description: 'Knows agents and people.',
    policy: 'latest',
    types: ['agent.status', 'agent.activity', 'message.text', 'message.tostring'],
    entity: { type: 'person', idFrom: ['actorid', 'data.channel.to.id', 'id'] },
  },
  {
    name: 'everything',
    description: 'Wants what the others want too, and has no order.',
    policy: 'none',
    types: ['call.answered', 'call.completed', 'agent.status', 'message.receipt', 'message.__proto__'],
    requires: { 'call.completed': ['data.disconnectType'] },
  },
];
