import { agentPresence } from '../../../lambdas/modules/agent-presence/manifest';
import { latestHandler } from '../../../lambdas/processor/latest/latest-handler';
import { sightOf } from './digest';

/** Runs in the place of agent-presence, and keeps a digest of what it sees. */
export const handler = latestHandler({ manifest: agentPresence, apply: sightOf });
