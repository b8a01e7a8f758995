import type { CallFact } from './call-fact';
import { type CallAgent, maxAgents } from './call-state';

/** With the agent of an event, who may have been seen before, or later only. */
export const withAgent = (
  agents: readonly CallAgent[],
  { agentId, at }: Pick<CallFact, 'agentId' | 'at'>,
): readonly CallAgent[] => {
  if (agentId === undefined) return agents;
  const known = agents.find((agent) => agent.agentId === agentId);
  if (known ? known.firstSeenAt <= at : agents.length === maxAgents) return agents;
  const others = agents.filter((agent) => agent !== known);
  return [...others, { agentId, firstSeenAt: at }].toSorted(byFirstSeen);
};

const byFirstSeen = (a: CallAgent, b: CallAgent): number =>
  a.firstSeenAt < b.firstSeenAt ? -1 : Number(a.firstSeenAt > b.firstSeenAt);
