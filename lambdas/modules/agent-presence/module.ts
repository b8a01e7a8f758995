import * as z from 'zod/mini';
import type { LatestModule, ModuleEvent } from '../../processor/feature-module';
import { agentPresence } from './manifest';

/** What the module keeps about an agent. */
export type AgentPresence = {
  /** As the platform names it, such as `AVAILABLE`; `LOGGED_IN` or `OFFLINE` where it sends none. */
  readonly status: string;
  /** Since when, RFC 3339. */
  readonly since: string;
  /** The event that said so. */
  readonly eventId: string;
};

const status = z.optional(z.string().check(z.minLength(1), z.maxLength(128)));

/** What an agent's events carry, as far as this module reads it. */
const dataSchema = z.nullish(z.object({ status, presence: status }));

const statusByType: Readonly<Record<string, string>> = {
  'agent.login': 'LOGGED_IN',
  'agent.logout': 'OFFLINE',
};

/** The current presence of every agent, from the newest of its login, status and logout events. */
export const agentPresenceModule: LatestModule<AgentPresence> = {
  manifest: agentPresence,
  apply: (event: ModuleEvent): AgentPresence => {
    const data = dataSchema.parse(event.data);
    return {
      status: data?.status ?? data?.presence ?? statusByType[event.type] ?? 'UNKNOWN',
      since: event.time,
      eventId: event.id,
    };
  },
};
