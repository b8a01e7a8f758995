import type { ModuleManifest } from '../../contract/module-manifest';

export const agentPresence = {
  name: 'agent-presence',
  description: 'Keeps the current presence of every agent.',
  policy: 'latest',
  types: ['agent.login', 'agent.status', 'agent.logout'],
  entity: { type: 'agent', idFrom: ['actorid', 'data.agentId'] },
  timeoutSeconds: 5,
} as const satisfies ModuleManifest;
