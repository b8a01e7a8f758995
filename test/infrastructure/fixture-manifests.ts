import type { IndependentManifest, SequenceManifest } from '../../lambdas/contract/module-manifest';

/** A module that parks events and calls a system outside. Only its manifest exists. */
export const callFlow = {
  name: 'call-flow',
  description: 'Follows calls.',
  policy: 'sequence',
  types: ['call.started', 'call.held', 'call.ended'],
  entity: { type: 'call', idFrom: ['subject'] },
  lifecycle: {
    starts: ['call.started'],
    next: { 'call.started': ['call.held', 'call.ended'], 'call.held': ['call.held', 'call.ended'] },
    ends: ['call.ended'],
  },
  dependencies: ['crm'],
} as const satisfies SequenceManifest;

/** A module whose events have nothing to do with each other. Only its manifest exists. */
export const auditTrail = {
  name: 'audit-trail',
  description: 'Hands audits on.',
  policy: 'none',
  types: ['audit.written'],
} as const satisfies IndependentManifest;
