import type { EventPlace, ModuleEvent } from '../../processor/feature-module';
import { type CallFact, factOf } from './call-fact';
import { type CallState, newCall, noted } from './call-state';
import { dispose } from './dispose';
import type { CallEventType } from './manifest';
import { end, enterPhase, start } from './phases';
import { withAgent } from './with-agent';

type Step = (call: CallState, fact: CallFact) => CallState;

/** What each type of event does to a call. */
export const steps: Readonly<Record<CallEventType, Step>> = {
  'call.started': (call, { at }) => start(call, at),
  'call.answered': (call, { at }) =>
    enterPhase({ ...call, answeredAt: call.answeredAt ?? at }, 'talking', at),
  'call.held': (call, { at }) => enterPhase({ ...call, holds: call.holds + 1 }, 'on-hold', at),
  'call.resumed': (call, { at }) => enterPhase(call, 'talking', at),
  'call.transferred': (call, { at }) =>
    enterPhase({ ...call, transfers: call.transfers + 1 }, 'transferring', at),
  'call.completed': (call, { at }) => end(call, 'completed', at),
  'call.abandoned': (call, { at }) => end(call, 'abandoned', at),
  'call.dispositioned': dispose,
};

/**
 * The call's state after an event that comes in its order. Of what several events say (a campaign, a duration), the
 * newest holds.
 *
 * @throws when the event's data is not what is expected
 */
export const withEvent = (
  state: CallState | undefined,
  event: ModuleEvent,
  { gap }: Pick<EventPlace, 'gap'>,
): CallState => {
  const fact = factOf(event);
  const { campaignId, durationSeconds } = fact;
  const known = state ?? newCall;
  const call: CallState = {
    ...steps[fact.type](known, fact),
    ...(campaignId !== undefined && { campaignId }),
    ...(durationSeconds !== undefined && { reportedDurationSeconds: durationSeconds }),
    agents: withAgent(known.agents, fact),
    lastEventId: fact.eventId,
  };
  return gap ? { ...call, gaps: noted(call.gaps, fact) } : call;
};
