import type { ModuleManifest } from '../contract/module-manifest';
import { agentPresence } from './agent-presence/manifest';
import { callLifecycle } from './call-lifecycle/manifest';
import { crmSync } from './crm-sync/manifest';

/** Every feature module there is. A module is added by its folder and one line here. */
export const manifests = [agentPresence, callLifecycle, crmSync] as const satisfies readonly ModuleManifest[];
