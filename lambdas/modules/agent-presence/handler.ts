import { handlerFor } from '../../processor/handler-for';
import { agentPresenceModule } from './module';

/** Entry point of the module's processor function. */
export const handler = handlerFor(agentPresenceModule);
