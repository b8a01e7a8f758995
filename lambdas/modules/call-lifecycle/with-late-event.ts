import type { Instant } from '../../core/instant';
import type { ModuleEvent } from '../../processor/feature-module';
import { type CallFact, factOf } from './call-fact';
import { type CallEnding, type CallState, newCall, noted } from './call-state';
import { dispose } from './dispose';
import type { CallEventType } from './manifest';
import { end, isPhase, withDuration } from './phases';
import { addSeconds, secondsBetween } from './seconds';
import { withAgent } from './with-agent';
import { steps } from './with-event';

/**
 * The call's state after an event that came too late to be put in its place. Where it still comes behind all that
 * made the call's times (because only a disposition came before it), it is applied as usual. Otherwise it only fills
 * in what is missing, and changes nothing that is known:
 *
 * - a start: when the call started, and with that its duration and how long it rang
 * - an answer: when the call was first answered; what was counted as ringing from then on was talk
 * - a hold, a transfer: their number; the time on hold cannot be told from the talk around it any more
 * - an end: when the call ended, and with that its duration
 * - a disposition: is kept at its place, and holds unless there is a newer one
 * - any: a campaign, a duration, an agent, or when one was first seen
 *
 * @throws when the event's data is not what is expected
 */
export const withLateEvent = (state: CallState | undefined, event: ModuleEvent): CallState => {
  const fact = factOf(event);
  const known = state ?? newCall;
  const campaignId = known.campaignId ?? fact.campaignId;
  const reported = known.reportedDurationSeconds ?? fact.durationSeconds;
  const step = isBehindTimes(known, fact.at) ? steps[fact.type] : fills[fact.type];
  return {
    ...step(known, fact),
    ...(campaignId !== undefined && { campaignId }),
    ...(reported !== undefined && { reportedDurationSeconds: reported }),
    agents: withAgent(known.agents, fact),
    late: noted(known.late, fact),
  };
};

const isBehindTimes = ({ endedAt, status, statusSince }: CallState, at: Instant): boolean => {
  if (endedAt !== undefined) return false;
  return !isPhase(status) || statusSince === undefined || at >= statusSince;
};

const unchanged = (call: CallState): CallState => call;

const fills: Readonly<Record<CallEventType, (call: CallState, fact: CallFact) => CallState>> = {
  'call.started': (call, { at }) => fillStart(call, at),
  'call.answered': (call, { at }) => fillAnswer(call, at),
  'call.held': (call) => ({ ...call, holds: call.holds + 1 }),
  'call.resumed': unchanged,
  'call.transferred': (call) => ({ ...call, transfers: call.transfers + 1 }),
  'call.completed': (call, { at }) => fillEnd(call, 'completed', at),
  'call.abandoned': (call, { at }) => fillEnd(call, 'abandoned', at),
  'call.dispositioned': dispose,
};

/** From the start to what is counted (or, if nothing is, to the end) the call rang. */
const fillStart = (call: CallState, at: Instant): CallState => {
  if (call.startedAt !== undefined) return call;
  const started = withDuration({ ...call, startedAt: at });
  const rangUntil = call.countedFrom ?? call.endedAt;
  if (rangUntil === undefined || rangUntil < at) return started;
  const waitSeconds = addSeconds(call.waitSeconds, secondsBetween(at, rangUntil));
  return { ...started, countedFrom: at, waitSeconds };
};

/** A call rings from its start on without a break, so where its ringing should have ended can be told. */
const fillAnswer = (call: CallState, at: Instant): CallState => {
  if (call.answeredAt !== undefined && call.answeredAt <= at) return call;
  const answered = { ...call, answeredAt: at };
  if (call.startedAt === undefined) return answered;
  if (call.status === 'ringing') return { ...answered, status: 'talking' };
  const waitSeconds = Math.max(0, secondsBetween(call.startedAt, at));
  if (waitSeconds >= call.waitSeconds) return answered;
  const talkSeconds = addSeconds(call.talkSeconds, call.waitSeconds - waitSeconds);
  return { ...answered, waitSeconds, talkSeconds };
};

/** The times in the phases stay as they were counted: there is no telling which of them were counted too long. */
const fillEnd = (call: CallState, endedBy: CallEnding, at: Instant): CallState => {
  if (call.endedAt !== undefined) return call;
  const { waitSeconds, talkSeconds, holdSeconds, transferSeconds } = call;
  return { ...end(call, endedBy, at), waitSeconds, talkSeconds, holdSeconds, transferSeconds };
};
