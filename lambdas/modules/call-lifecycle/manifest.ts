import type { ModuleManifest } from '../../contract/module-manifest';

/**
 * Between its start and its end anything may happen to a call in any order, and any number of times. More than one
 * agent can be on a call, and each of them answers, holds, resumes and transfers for themselves, so two holds or two
 * resumptions in a row are no sign that something is missing. A queue holds a caller before anybody has answered. An
 * IVR transfers or ends a call that nobody ever answers. And not every sender sends every type. So none of these
 * steps waits for another: whichever comes first is applied, and one that belongs before it is put before it.
 */
const steps = ['call.answered', 'call.held', 'call.resumed', 'call.transferred'] as const;

/** A caller can give up while it rings, on hold, or while a dialer that reached them still looks for an agent. */
const ends = ['call.completed', 'call.abandoned'] as const;

/**
 * An end is followed by dispositions and nothing else: what comes dated behind it was wrongly dated, or belongs to
 * another leg of the call, and is a gap. An abandoned call is dispositioned too, by a dialer or by whoever calls back.
 * One disposition can follow another, as a correction, and however much later it comes: it follows what stands there,
 * so it is applied at once. A call may also end without ever being dispositioned.
 */
export const callLifecycle = {
  name: 'call-lifecycle',
  description: 'Keeps what happened to every call: when, for how long, by whom, and with which result.',
  policy: 'sequence',
  types: ['call.started', ...steps, ...ends, 'call.dispositioned'],
  entity: { type: 'call', idFrom: ['data.conversationId', 'data.callId', 'subject'] },
  lifecycle: {
    starts: ['call.started'],
    next: {
      'call.started': [...steps, ...ends],
      'call.answered': [...steps, ...ends],
      'call.held': [...steps, ...ends],
      'call.resumed': [...steps, ...ends],
      'call.transferred': [...steps, ...ends],
      'call.completed': ['call.dispositioned'],
      'call.abandoned': ['call.dispositioned'],
      'call.dispositioned': ['call.dispositioned'],
    },
    ends: [...ends, 'call.dispositioned'],
  },
} as const satisfies ModuleManifest;

export type CallEventType = (typeof callLifecycle.types)[number];
