import * as z from 'zod/mini';
import { orderKey, type OrderKey } from '../../core/order-key';
import { entityOf } from '../../core/route-event';
import type { ModuleEvent } from '../../processor/feature-module';
import { crmSync } from './manifest';

/** What one event said about a call. */
export type CallFact = {
  /** The event's place among all: its time, then its id. */
  readonly key: OrderKey;
  /** When it happened, or where that lies in the future, when it was received. RFC 3339, nine digits of fraction. */
  readonly at: string;
  readonly agentId?: string;
  readonly campaignId?: string;
  readonly durationSeconds?: number;
};

export type CallEnd = CallFact & { readonly by: 'completed' | 'abandoned' };
export type CallDisposition = CallFact & { readonly value: string };

/** What the module keeps about a call: of each step what its newest event said. */
export type CallState = {
  readonly callId: string;
  readonly started?: CallFact;
  readonly ended?: CallEnd;
  readonly disposition?: CallDisposition;
};

export type DispositionedCall = CallState & { readonly disposition: CallDisposition };

const maxTextLength = 256;
/** Senders write an empty text where they know nothing. */
const text = z.nullish(z.string().check(z.maxLength(maxTextLength)));

/** A sender that says -1 for an unknown duration should not keep its calls out of the CRM. */
const isDuration = (seconds: number | null | undefined): seconds is number => seconds != null && seconds >= 0;

/** What a call's events carry, as far as this module reads it. `duration` counts seconds. */
const factSchema = z.nullish(z.object({ agentId: text, campaignId: text, duration: z.nullish(z.number()) }));
const dispositionSchema = z.object({
  callDisposition: z.string().check(z.minLength(1), z.maxLength(maxTextLength)),
});

/**
 * The call's state after an event. Each step of a call fills a place of its own, and the newer of two events for one
 * place stays in it: so the state is the same in whichever order the events are applied.
 *
 * @throws when the event's data is not what is expected; the message quotes none of it
 */
export const withEvent = (state: CallState | undefined, event: ModuleEvent): CallState => {
  const call = state ?? { callId: callIdOf(event) };
  const fact = factOf(event);
  switch (event.type) {
    case 'call.started':
      return { ...call, started: newer(call.started, fact) };
    case 'call.completed':
      return { ...call, ended: newer(call.ended, { ...fact, by: 'completed' }) };
    case 'call.abandoned':
      return { ...call, ended: newer(call.ended, { ...fact, by: 'abandoned' }) };
    case 'call.dispositioned': {
      const value = dispositionSchema.parse(event.data).callDisposition;
      return { ...call, disposition: newer(call.disposition, { ...fact, value }) };
    }
    default:
      throw new TypeError(`The module ${crmSync.name} wants no events of this type.`);
  }
};

/** Whether the call's disposition is the one that this event told, and not a newer one. */
export const isDispositionedBy = (state: CallState, event: ModuleEvent): state is DispositionedCall =>
  state.disposition?.key === keyOf(event);

const callIdOf = (event: ModuleEvent): string => {
  const entity = entityOf(crmSync.entity, event);
  if (!entity) throw new TypeError('The event does not say which call it is about.');
  return entity.id;
};

const factOf = (event: ModuleEvent): CallFact => {
  const data = factSchema.parse(event.data);
  const agentId = data?.agentId || event.actorid;
  return {
    key: keyOf(event),
    at: event.ordertime,
    ...(agentId && { agentId }),
    ...(data?.campaignId && { campaignId: data.campaignId }),
    ...(isDuration(data?.duration) && { durationSeconds: data.duration }),
  };
};

/** The types have places of their own, so their rank has no part in it. */
const keyOf = ({ ordertime, id, source }: ModuleEvent): OrderKey =>
  orderKey({ time: ordertime, rank: 0, id, source });

const newer = <Fact extends CallFact>(known: Fact | undefined, fact: Fact): Fact =>
  known && known.key > fact.key ? known : fact;
