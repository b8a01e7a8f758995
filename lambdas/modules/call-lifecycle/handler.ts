import { sequenceHandler } from '../../processor/sequence/sequence-handler';
import { callLifecycleModule } from './module';

/** Entry point of the module's processor function. */
export const handler = sequenceHandler(callLifecycleModule);
