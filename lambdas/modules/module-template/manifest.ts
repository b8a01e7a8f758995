import type { ModuleManifest } from '../../contract/module-manifest';

/** Not deployed: a module to copy. See docs/adding-a-module.md. */
export const moduleTemplate = {
  name: 'module-template',
  description: 'Counts how often an agent changed the presence in a session.',
  policy: 'sequence',
  types: ['agent.login', 'agent.status', 'agent.logout'],
  entity: { type: 'agent', idFrom: ['actorid'] },
  lifecycle: {
    starts: ['agent.login'],
    next: {
      'agent.login': ['agent.status', 'agent.logout'],
      'agent.status': ['agent.status', 'agent.logout'],
      // The next session.
      'agent.logout': ['agent.login'],
    },
    ends: ['agent.logout'],
  },
  logCodes: ['SESSION_ENDED'],
  metrics: ['SessionEnded'],
} as const satisfies ModuleManifest;
