import fc from 'fast-check';

export interface CallEvent {
  readonly id: string;
  readonly eventType: string;
  readonly timestamp: string;
  readonly userId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const steps = [
  'started',
  'answered',
  'held',
  'resumed',
  'transferred',
  'completed',
  'dispositioned',
] as const;
export type CallStep = (typeof steps)[number];

/** Half of them in another time zone, or to the nanosecond. */
const times: Readonly<Record<CallStep, string>> = {
  started: '2023-10-27T14:30:00Z',
  answered: '2023-10-27T16:30:10.5+02:00',
  held: '2023-10-27T14:31:00.000000001Z',
  resumed: '2023-10-27T14:31:00.000000002Z',
  transferred: '2023-10-27T10:02:00.000-04:30',
  completed: '2023-10-27T14:35:00Z',
  dispositioned: '2023-10-27T14:36:00.123456789Z',
};

const data: Partial<Record<CallStep, Readonly<Record<string, unknown>>>> = {
  started: { campaignId: 'spring' },
  completed: { duration: 300 },
  dispositioned: { callDisposition: 'Sold' },
};

/** A step of a call. Its id is `<call>.<step>`, unless it is given. */
export const callEvent = (
  callId: string,
  step: CallStep,
  { data: more = {}, ...changes }: Partial<CallEvent> = {},
): CallEvent => ({
  id: `${callId}.${step}`,
  eventType: `call.${step}`,
  timestamp: times[step],
  userId: 'agent-1',
  data: { conversationId: callId, ...data[step], ...more },
  ...changes,
});

/** A whole call, in its order. */
export const wholeCall = (callId: string): readonly CallEvent[] =>
  steps.map((step) => callEvent(callId, step));

/** The same order for the same seed. */
export const shuffled = <Item>(items: readonly Item[], seed: number): readonly Item[] =>
  fc.sample(fc.shuffledSubarray([...items], { minLength: items.length }), { seed, numRuns: 1 })[0] ?? [];

/** The events' ids. */
export const idsOf = (events: readonly CallEvent[]): readonly string[] => events.map(({ id }) => id);
