import { handlerFor } from '../../processor/handler-for';
import { createCrmClient } from './crm-client';
import { crmSyncModule } from './module';

/** Entry point of the module's processor function. */
export const handler = handlerFor(crmSyncModule(createCrmClient(process.env)));
