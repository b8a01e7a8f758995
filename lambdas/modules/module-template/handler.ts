import { sequenceHandler } from '../../processor/sequence/sequence-handler';
import { moduleTemplateModule } from './module';

/** Entry point of the module's processor function. */
export const handler = sequenceHandler(moduleTemplateModule);
