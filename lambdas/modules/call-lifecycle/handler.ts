import { handlerFor } from '../../processor/handler-for';
import { callLifecycleModule } from './module';

/** Entry point of the module's processor function. */
export const handler = handlerFor(callLifecycleModule);
