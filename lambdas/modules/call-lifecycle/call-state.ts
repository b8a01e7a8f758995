import type { Instant } from '../../core/instant';
import type { CallEventType } from './manifest';

/** What goes on in a call that has not ended. */
export type CallPhase = 'ringing' | 'talking' | 'on-hold' | 'transferring';

/**
 * `unknown` before anything is known of the call itself. A call that was dispositioned before it ended stays in its
 * phase until then.
 */
export type CallStatus = 'unknown' | CallPhase | CallEnding | 'dispositioned';

export type CallEnding = 'completed' | 'abandoned';

/** Which event. */
export type EventNote = { readonly type: CallEventType; readonly at: Instant; readonly eventId: string };

export type CallAgent = { readonly agentId: string; readonly firstSeenAt: Instant };

export type CallDisposition = {
  readonly at: Instant;
  readonly eventId: string;
  /** Absent where the event did not say which. */
  readonly value?: string;
};

/**
 * What the module keeps about a call. A field is absent as long as nothing is known. Times are those that events are
 * ordered by: the sender's own, or where that lies in the future, when the event was received.
 *
 * `waitSeconds + talkSeconds + holdSeconds + transferSeconds` is the time from the start (or, if that is not known,
 * from the first step) to the newest change of phase or the end; so of a call that has ended they add up to
 * `durationSeconds`. Only an event in `late` can have changed one without the others.
 */
export type CallState = {
  readonly status: CallStatus;
  /** When the call came to its status. */
  readonly statusSince?: Instant;
  readonly startedAt?: Instant;
  /** For the first time. */
  readonly answeredAt?: Instant;
  readonly endedAt?: Instant;
  readonly endedBy?: CallEnding;
  /** By the newest disposition. */
  readonly dispositionedAt?: Instant;
  /** As the newest disposition that names one says. */
  readonly disposition?: string;
  readonly campaignId?: string;
  /** From start to end. */
  readonly durationSeconds?: number;
  /** The call's duration as the sender counts it. */
  readonly reportedDurationSeconds?: number;
  /** Time in each phase: ringing, talking, on hold, and between a transfer and what follows it. */
  readonly waitSeconds: number;
  readonly talkSeconds: number;
  readonly holdSeconds: number;
  readonly transferSeconds: number;
  /** From when on that time is counted: the start, or the first step of a call whose start is not known. */
  readonly countedFrom?: Instant;
  readonly holds: number;
  readonly transfers: number;
  /** In the order in which they were first seen; the first 50. */
  readonly agents: readonly CallAgent[];
  /** In their order; the newest 20. */
  readonly dispositions: readonly CallDisposition[];
  /** Events before which something is missing, by the lifecycle; the first 50. */
  readonly gaps: readonly EventNote[];
  /** Events that came too late to be put in their place; the first 50. */
  readonly late: readonly EventNote[];
  /** The newest event that is part of the state in its place. */
  readonly lastEventId?: string;
};

export const maxAgents = 50;
export const maxDispositions = 20;
export const maxNotes = 50;

export const newCall: CallState = {
  status: 'unknown',
  waitSeconds: 0,
  talkSeconds: 0,
  holdSeconds: 0,
  transferSeconds: 0,
  holds: 0,
  transfers: 0,
  agents: [],
  dispositions: [],
  gaps: [],
  late: [],
};

/** With one more event noted, as long as there is room. */
export const noted = (notes: readonly EventNote[], { type, at, eventId }: EventNote): readonly EventNote[] =>
  notes.length < maxNotes ? [...notes, { type, at, eventId }] : notes;
