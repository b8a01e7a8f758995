import { sequenceHandler } from '../../processor/sequence/sequence-handler';
import { createCrmClient } from './crm-client';
import { crmSyncModule } from './module';

/** Entry point of the module's processor function. */
export const handler = sequenceHandler(crmSyncModule(createCrmClient(process.env)));
