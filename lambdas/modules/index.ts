import type { ModuleManifest } from '../contract/module-manifest';
import { agentPresence } from './agent-presence/manifest';

/** Every feature module there is. A module is added by its folder and one line here. */
export const manifests = [agentPresence] as const satisfies readonly ModuleManifest[];
