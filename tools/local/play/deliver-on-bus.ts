import * as z from 'zod';
import type { LogCode } from '../../../lambdas/contract/log-codes';
import type { BusDelivery } from '../event-bus/event-buses';
import type { InvocationEvent } from '../lambda/asynchronous-invocations';
import type { FunctionLine } from '../lambda/invocation';
import type { LocalSwitchboard } from '../local-switchboard';
import { readFunctionOutput } from '../report/function-output';
import type { BusSample } from './bus-sample';

/** The partner's side of an event bus, and how to hear what becomes of what it sends. */
export type BusDoor = Pick<LocalSwitchboard, 'onLine' | 'onEvent'> & {
  /** Of EventBridge. */
  readonly endpoint: string;
};

export interface BusAnswer {
  /** 200 if ingest has succeeded; a bus answers before. */
  readonly httpStatus: number;
  readonly answer: string;
  readonly eventId?: string;
  readonly eventType?: string;
}

/** What ingest says of an event in its log, as it would answer a webhook. */
const answers: Readonly<Partial<Record<LogCode, string>>> = {
  EVENT_ACCEPTED: 'accepted',
  EVENT_DUPLICATE: 'duplicate',
  EVENT_IGNORED: 'ignored',
  EVENT_QUARANTINED: 'quarantined',
};

const resultSchema = z.object({
  Entries: z.tuple([z.object({ EventId: z.string().optional(), ErrorCode: z.string().optional() })]),
});

/** Puts a sample on a partner event bus, and waits for the first attempt to ingest it. */
export const deliverOnBus = async (sample: BusSample, bus: string, door: BusDoor): Promise<BusAnswer> => {
  const lines: FunctionLine[] = [];
  const deliveries: BusDelivery[] = [];
  const ended = new Ended();
  const endLines = door.onLine((line) => lines.push(line));
  const endEvents = door.onEvent((event) => {
    if (event.kind === 'bus-event') deliveries.push(event);
    if (event.kind === 'invocation') ended.note(event);
  });
  try {
    const eventId = await put(sample, bus, door.endpoint);
    if (typeof eventId !== 'string') return eventId;
    const [requestId] = deliveries.find((delivery) => delivery.eventId === eventId)?.requestIds ?? [];
    if (requestId === undefined) return { httpStatus: 404, answer: 'unmatched' };
    const { outcome } = await ended.of(requestId);
    if (outcome.status !== 'succeeded') return { httpStatus: 500, answer: outcome.status };
    return saidOf(lines.filter((line) => line.requestId === requestId));
  } finally {
    endLines();
    endEvents();
  }
};

const put = async (sample: BusSample, bus: string, endpoint: string): Promise<string | BusAnswer> => {
  const { detailType, detail, resources, time } = sample;
  const entry = {
    Source: bus,
    DetailType: detailType,
    Detail: JSON.stringify(detail),
    Resources: resources,
    ...(time !== undefined && { Time: Date.parse(time) / 1000 }),
  };
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AWSEvents.PutPartnerEvents' },
    body: JSON.stringify({ Entries: [entry] }),
  });
  const { Entries: [result] = [] } = resultSchema.partial().parse(await response.json());
  return result?.EventId ?? { httpStatus: 400, answer: result?.ErrorCode ?? `HTTP ${response.status}` };
};

const saidOf = (lines: readonly FunctionLine[]): BusAnswer => {
  for (const { text } of lines) {
    const output = readFunctionOutput(text);
    const answer = output.kind === 'stage' ? answers[output.code] : undefined;
    if (output.kind !== 'stage' || answer === undefined) continue;
    const { eventId, eventType } = output.fields;
    return { httpStatus: 200, answer, ...(eventId && { eventId }), ...(eventType && { eventType }) };
  }
  return { httpStatus: 200, answer: '' };
};

/** First attempts that have ended, by the request's id. */
class Ended {
  readonly #known = new Map<string, PromiseWithResolvers<InvocationEvent>>();

  note(event: InvocationEvent): void {
    this.#entry(event.outcome.requestId).resolve(event);
  }

  of(requestId: string): Promise<InvocationEvent> {
    return this.#entry(requestId).promise;
  }

  #entry(requestId: string): PromiseWithResolvers<InvocationEvent> {
    const known = this.#known.get(requestId) ?? Promise.withResolvers<InvocationEvent>();
    this.#known.set(requestId, known);
    return known;
  }
}
