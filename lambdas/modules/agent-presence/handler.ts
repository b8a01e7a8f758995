import { latestHandler } from '../../processor/latest/latest-handler';
import { agentPresenceModule } from './module';

/** Entry point of the module's processor function. */
export const handler = latestHandler(agentPresenceModule);
