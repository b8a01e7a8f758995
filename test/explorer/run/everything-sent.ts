import type { Simulation } from '../simulation/simulation';
import { callEvent } from '../scenarios/call-events';
import type { Scenario, ScenarioEvent } from '../world/scenario';
import type { Senders } from '../world/sender';

/** Something that a sender sends. */
export interface Request {
  /** Milliseconds after the start. */
  readonly afterMs: number;
  /** What is sent, as traces call it. */
  readonly name: string;
  readonly isForged: boolean;
  readonly send: (senders: Senders) => Promise<void>;
}

/** When an event can be sent a second time: together with the first, a little later, when the queue has forgotten it. */
const duplicateDelaysMs = [0, 10_000, 6 * 60_000] as const;

/** Decides in which order events are sent, and which of them twice; these are the first choices of every run. */
export const everythingSent = (scenario: Scenario, simulation: Simulation): readonly Request[] => {
  const events = scenario.anyOrder ? inSomeOrder(scenario.events, simulation) : scenario.events;
  return [
    ...events.map((event) => requestFor(event)),
    ...(scenario.duplicates ? duplicate(events, simulation) : []),
    ...(scenario.forged ? [forgedRequest] : []),
  ];
};

const inSomeOrder = (events: readonly ScenarioEvent[], simulation: Simulation): readonly ScenarioEvent[] => {
  const left = [...events];
  return events.map((_, place) => {
    const chosen = simulation.choose('input', left.length, () => `event that is sent as number ${place + 1}`);
    const [event] = left.splice(chosen, 1);
    if (!event) throw new RangeError(`There is no event ${chosen}.`);
    return event;
  });
};

const duplicate = (events: readonly ScenarioEvent[], simulation: Simulation): readonly Request[] => {
  const count = events.length * duplicateDelaysMs.length;
  const chosen = simulation.choose('input', 1 + count, () => 'event that is sent twice');
  if (chosen === 0) return [];
  const event = events[Math.floor((chosen - 1) / duplicateDelaysMs.length)];
  const delayMs = duplicateDelaysMs[(chosen - 1) % duplicateDelaysMs.length] ?? 0;
  return event ? [requestFor(event, delayMs)] : [];
};

export const bodyOf = (event: ScenarioEvent): string => {
  const { id, eventType, entityType, timestamp, resourceUri, userId, data } = event;
  return JSON.stringify({ id, eventType, entityType, timestamp, resourceUri, userId, data });
};

const requestFor = (event: ScenarioEvent, delayMs = 0): Request => ({
  afterMs: (event.sentAfterMs ?? 0) + delayMs,
  name: event.id,
  isForged: false,
  send: (senders) => senders.send(event.id, bodyOf(event)),
});

/** Id of the event that nobody sent who may. */
export const forgedId = 'forged';

/** An event such as modules want, under a signature that somebody made up. */
const forgedRequest: Request = {
  afterMs: 0,
  name: forgedId,
  isForged: true,
  send: (senders) =>
    senders.forge(forgedId, bodyOf(callEvent('call.started', 1, { id: forgedId })), 'f'.repeat(64)),
};
