import { entityOf } from '../../lambdas/core/route-event';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import type { ModuleEvent } from '../../lambdas/processor/feature-module';

/** @throws {Error} when ingest would never send the event to the module, saying why */
export const mustReach = (manifest: ModuleManifest, event: ModuleEvent): void => {
  const { name, policy } = manifest;
  const types: readonly string[] = manifest.types;
  if (!types.includes(event.type)) {
    throw new Error(`${event.type} is none of the types of module ${name} (${types.join(', ')}).`);
  }
  if (policy !== 'none' && !entityOf(manifest.entity, event)) {
    const places = manifest.entity.idFrom.join(', ');
    throw new Error(
      `Module ${name}: no place of entity.idFrom (${places}) holds an id in the event ${event.id}.`,
    );
  }
};
