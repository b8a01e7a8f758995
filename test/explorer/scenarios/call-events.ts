import type { ScenarioEvent } from '../world/scenario';

/** The one entity that scenarios are about: what happens to one call cannot be helped by another. */
export const callId = 'c-1';

/** What the scenarios' modules keep: the ids of the events, in the order in which they were applied. */
export interface History {
  readonly ids: readonly string[];
}

/** The ids in a state. */
export const historyIn = (state: unknown): readonly string[] => {
  // Only the scenarios' own modules write states.
  const { ids }: Partial<History> = Object(state);
  return ids ?? [];
};

/** An event of the call. Its id sorts as its time does. */
export const callEvent = (
  eventType: string,
  second: number,
  more: Partial<ScenarioEvent> = {},
): ScenarioEvent => ({
  id: `${second}-${eventType.replace('call.', '')}`,
  eventType,
  entityType: 'Call',
  timestamp: `2023-10-27T14:29:0${second}.000Z`,
  resourceUri: `/api/v2/conversations/calls/${callId}`,
  userId: 'a-1',
  data: { callId },
  ...more,
});
