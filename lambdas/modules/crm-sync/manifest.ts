import type { ModuleManifest } from '../../contract/module-manifest';

/**
 * Between two of these types there is one way only, so that each step is certain the moment it is seen: nothing has
 * to be kept open for an event that might still come between. A call that was given up can be dispositioned too, by
 * a dialer for example. A second disposition of a call, a correction, follows nothing by this lifecycle: it waits for
 * its window and is then written as well.
 */
export const crmSync = {
  name: 'crm-sync',
  description: 'Writes every call that was dispositioned to the CRM, as one activity.',
  policy: 'sequence',
  types: ['call.started', 'call.completed', 'call.abandoned', 'call.dispositioned'],
  entity: { type: 'call', idFrom: ['data.conversationId', 'data.callId', 'subject'] },
  lifecycle: {
    starts: ['call.started'],
    next: {
      'call.started': ['call.completed', 'call.abandoned'],
      'call.completed': ['call.dispositioned'],
      'call.abandoned': ['call.dispositioned'],
    },
    ends: ['call.completed', 'call.abandoned', 'call.dispositioned'],
  },
  dependencies: ['crm'],
  logCodes: [
    'CRM_ACTIVITY_WRITTEN',
    'CRM_DISPOSITION_SUPERSEDED',
    'CRM_UNAVAILABLE',
    'CRM_RATE_LIMITED',
    'CRM_UNAUTHORIZED',
    'CRM_REJECTED',
    'CRM_ANSWER_UNUSABLE',
  ],
  metrics: [
    'CrmActivityWritten',
    'CrmUnavailable',
    'CrmRateLimited',
    'CrmUnauthorized',
    'CrmRejected',
    'CrmAnswerUnusable',
  ],
  // A token and an activity, the activity once more with a new token, and time to commit in.
  timeoutSeconds: 15,
} as const satisfies ModuleManifest;
