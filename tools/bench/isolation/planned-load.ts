import fc from 'fast-check';

/** A webhook that is to be posted, whatever became of those before it. */
export interface PlannedEvent {
  readonly id: string;
  /** After the start of the load. */
  readonly dueMs: number;
  /** Whether the module that is measured wants it. */
  readonly isForBystander: boolean;
  /** The JSON body, dated. */
  bodyAt(nowMs: number): string;
}

const seed = 4;
const presenceRate = 20;
const agents = 50;
const statuses = ['AVAILABLE', 'ON_QUEUE', 'BUSY', 'BREAK'];
const callRate = 5;
/** When a call's events come, in milliseconds after its start. */
const callSteps = [
  ['call.started', 0],
  ['call.completed', 2000],
  ['call.dispositioned', 3000],
] as const;

/** 20 snapshots of 50 agents and 5 calls a second, at random times; the same for the same length. */
export const planLoad = (seconds: number): readonly PlannedEvent[] => {
  const presence = arrivals(presenceRate, seconds, seed).map((dueMs, index) => presenceEvent(index, dueMs));
  const calls = arrivals(callRate, seconds, seed + 1).flatMap(callEvents);
  return [...presence, ...calls]
    .filter(({ dueMs }) => dueMs < seconds * 1000)
    .toSorted((a, b) => a.dueMs - b.dueMs);
};

const steps = 1_000_000;

/** Moments of independent arrivals, in milliseconds: the gaps between them are distributed exponentially. */
const arrivals = (ratePerSecond: number, seconds: number, seed: number): readonly number[] => {
  const uniform = fc.noBias(fc.integer({ min: 1, max: steps }));
  const numRuns = Math.ceil(ratePerSecond * seconds * 1.5) + 50;
  let atMs = 0;
  return fc
    .sample(uniform, { seed, numRuns })
    .map((value) => (atMs += (-Math.log(value / steps) * 1000) / ratePerSecond))
    .filter((dueMs) => dueMs < seconds * 1000);
};

/** The agents take turns, so that no two snapshots of one of them are under way at once; each says something new. */
const presenceEvent = (index: number, dueMs: number): PlannedEvent => {
  const id = `presence-${index}`;
  const userId = `agent-${index % agents}`;
  const status = statuses[Math.floor(index / agents) % statuses.length];
  const event = { id, eventType: 'agent.status', userId, data: { status } };
  return { id, dueMs, isForBystander: true, bodyAt: dated(event) };
};

const callEvents = (startMs: number, index: number): readonly PlannedEvent[] =>
  callSteps.map(([eventType, afterMs]) => {
    const id = `${eventType}-${index}`;
    const data = { conversationId: `call-${index}`, campaignId: 'spring', callDisposition: 'Sold' };
    const event = { id, eventType, userId: `agent-${index % agents}`, data };
    return { id, dueMs: startMs + afterMs, isForBystander: false, bodyAt: dated(event) };
  });

const dated =
  (event: Readonly<Record<string, unknown>>) =>
  (nowMs: number): string =>
    JSON.stringify({ ...event, timestamp: new Date(nowMs).toISOString() });
