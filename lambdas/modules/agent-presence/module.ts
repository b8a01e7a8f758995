import * as z from 'zod/mini';
import type { LatestModule, ModuleEvent } from '../../processor/feature-module';
import { agentPresence } from './manifest';

/**
 * What the module keeps about an agent. Times are those that events are ordered by: the sender's own, or where that
 * lies in the future, when the event was received.
 */
export type AgentPresence = {
  /** As the platform names it, such as `AVAILABLE`; `LOGGED_IN` or `OFFLINE` where it sends none. */
  readonly status: string;
  /** Since when without a break: the first of the snapshots in a row that say the same. RFC 3339. */
  readonly since: string;
  /** When the newest snapshot was made. RFC 3339. */
  readonly seenAt: string;
  /** The newest snapshot. */
  readonly eventId: string;
};

const status = z.optional(z.string().check(z.minLength(1), z.maxLength(128)));

/** What an agent's events carry, as far as this module reads it. */
const dataSchema = z.nullish(z.object({ status, presence: status }));

const statusByType: Readonly<Record<string, string>> = {
  'agent.login': 'LOGGED_IN',
  'agent.logout': 'OFFLINE',
};

/**
 * The current presence of every agent, from the newest of its login, status and logout events, and since when.
 *
 * What the agent did before is kept beside the state as `previous`, the last snapshot with another status: it lasted
 * from `previous.since` to `since`. A snapshot that comes after a newer one is `stale` and changes neither, even if it
 * says that the status was another one in between.
 */
export const agentPresenceModule: LatestModule<AgentPresence> = {
  manifest: agentPresence,
  apply: (event: ModuleEvent): AgentPresence => {
    const data = dataSchema.parse(event.data);
    return {
      status: data?.status ?? data?.presence ?? statusByType[event.type] ?? 'UNKNOWN',
      since: event.ordertime,
      seenAt: event.ordertime,
      eventId: event.id,
    };
  },
  whileSame: { field: 'status', keep: ['since'] },
};
