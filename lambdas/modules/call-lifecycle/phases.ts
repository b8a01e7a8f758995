import type { Instant } from '../../core/instant';
import type { CallEnding, CallPhase, CallState, CallStatus } from './call-state';
import { addSeconds, secondsBetween } from './seconds';

/** Where the time in a phase is counted. */
const secondsIn = {
  ringing: 'waitSeconds',
  talking: 'talkSeconds',
  'on-hold': 'holdSeconds',
  transferring: 'transferSeconds',
} as const satisfies Record<CallPhase, keyof CallState>;

export const isPhase = (status: CallStatus): status is CallPhase => Object.hasOwn(secondsIn, status);

/**
 * The call has started. What was counted before (of a step that is dated before the start) is no part of it. A call
 * that was answered already, by another clock, stays in its phase and does not ring again.
 */
export const start = (call: CallState, at: Instant): CallState => {
  if (call.startedAt !== undefined) return call;
  if (call.endedAt !== undefined) return withDuration({ ...call, startedAt: at });
  const status = call.answeredAt === undefined ? 'ringing' : call.status;
  const nothing = { waitSeconds: 0, talkSeconds: 0, holdSeconds: 0, transferSeconds: 0 };
  return { ...call, ...nothing, startedAt: at, countedFrom: at, status, statusSince: at };
};

/** The call goes on in a phase, unless it has ended. */
export const enterPhase = (call: CallState, phase: CallPhase, at: Instant): CallState =>
  call.endedAt === undefined ? { ...change(call, phase, at), countedFrom: call.countedFrom ?? at } : call;

/** The call has ended; of two ends the first one counts. */
export const end = (call: CallState, endedBy: CallEnding, at: Instant): CallState => {
  if (call.endedAt !== undefined) return call;
  return withResult(withDuration({ ...change(call, endedBy, at), endedAt: at, endedBy }));
};

/** A call with a disposition is dispositioned, from when it has both that and its end; until its end it goes on. */
export const withResult = (call: CallState): CallState => {
  const [first] = call.dispositions;
  if (first === undefined || isPhase(call.status)) return call;
  const isEndedLater = call.endedAt !== undefined && call.endedAt > first.at;
  const statusSince = isEndedLater ? call.endedAt : first.at;
  return { ...call, status: 'dispositioned', statusSince };
};

const change = (call: CallState, status: CallStatus, statusSince: Instant): CallState => {
  const changed = { ...call, status, statusSince };
  if (!isPhase(call.status) || call.statusSince === undefined) return changed;
  const seconds = secondsIn[call.status];
  return { ...changed, [seconds]: addSeconds(call[seconds], secondsBetween(call.statusSince, statusSince)) };
};

/** With the time from start to end, once both are known; an end before the start gives none. */
export const withDuration = (call: CallState): CallState => {
  const { startedAt, endedAt } = call;
  if (startedAt === undefined || endedAt === undefined || endedAt < startedAt) return call;
  return { ...call, durationSeconds: secondsBetween(startedAt, endedAt) };
};
