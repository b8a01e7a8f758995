import * as z from 'zod/mini';
import type { Instant } from '../../core/instant';
import type { ModuleEvent } from '../../processor/feature-module';
import { type CallEventType, callLifecycle } from './manifest';
import { roundSeconds } from './seconds';

/** What one event says about a call. */
export interface CallFact {
  readonly type: CallEventType;
  readonly at: Instant;
  readonly eventId: string;
  readonly agentId?: string;
  readonly campaignId?: string;
  readonly disposition?: string;
  readonly durationSeconds?: number;
}

/** Senders write `null` or an empty text where they know nothing. */
const text = z.nullish(z.string().check(z.maxLength(256)));

/** What a call's events carry, as far as this module reads it: all of it optional. `duration` counts seconds. */
const dataSchema = z.nullish(
  z.object({
    agentId: text,
    campaignId: text,
    callDisposition: text,
    duration: z.nullish(z.number()),
  }),
);

/** A year. */
const longestSeconds = 366 * 24 * 60 * 60;

/**
 * Reads an event. What is absent stays absent, and fields that are not known here do not matter. A field of another
 * type than it should have is a sign that the sender's format has changed, so the event is refused: its cause then
 * stands in the DLQ. A duration that none can be (negative, or longer than a year) is left out, because senders'
 * clocks go wrong and nothing else depends on it.
 *
 * @throws when the event's data is not what is expected; the message quotes none of it
 */
export const factOf = (event: ModuleEvent): CallFact => {
  if (!isCallEvent(event.type)) throw new TypeError(`The module ${callLifecycle.name} wants no such events.`);
  const data = dataSchema.parse(event.data);
  const agentId = data?.agentId || event.actorid;
  const duration = data?.duration;
  return {
    type: event.type,
    at: event.ordertime,
    eventId: event.id,
    ...(agentId && { agentId }),
    ...(data?.campaignId && { campaignId: data.campaignId }),
    ...(data?.callDisposition && { disposition: data.callDisposition }),
    ...(isDuration(duration) && { durationSeconds: roundSeconds(duration) }),
  };
};

const isCallEvent = (type: string): type is CallEventType =>
  callLifecycle.types.some((wanted) => wanted === type);

const isDuration = (duration: number | null | undefined): duration is number =>
  duration != null && duration >= 0 && duration <= longestSeconds;
