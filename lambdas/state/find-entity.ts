import { maxEntityIdLength } from '../contract/limits';
import type { ModuleManifest } from '../contract/module-manifest';
import type { Entity } from '../core/entity';
import type { StateRequest } from './state-request';

export interface ModuleEntity {
  readonly module: string;
  readonly entity: Entity;
}

export type EntityLookup =
  | ({ readonly kind: 'entity' } & ModuleEntity)
  | {
      readonly kind: 'no-such-module';
      readonly name: string;
      /** Modules that keep states. */
      readonly known: readonly string[];
    }
  | { readonly kind: 'no-states'; readonly module: string; readonly known: readonly string[] }
  | { readonly kind: 'bad-entity-id'; readonly module: string; readonly length: number };

/** Which entity a request asks for, as far as that can be told without reading anything. */
export const findEntity = (
  { module, entityId }: StateRequest,
  manifests: readonly ModuleManifest[],
): EntityLookup => {
  const known = manifests.filter(({ policy }) => policy !== 'none').map(({ name }) => name);
  const manifest = manifests.find(({ name }) => name === module);
  if (!manifest) return { kind: 'no-such-module', name: module, known };
  if (manifest.policy === 'none') return { kind: 'no-states', module, known };
  const { length } = entityId;
  if (length === 0 || length > maxEntityIdLength) return { kind: 'bad-entity-id', module, length };
  return { kind: 'entity', module, entity: { type: manifest.entity.type, id: entityId } };
};
