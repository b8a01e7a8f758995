import { maxEntityIdLength } from '../contract/limits';
import type { EntityIdPath, EntityRule, ModuleManifest } from '../contract/module-manifest';
import { type Entity, groupIdOf } from './entity';
import type { Envelope } from './envelope';
import { isRecord } from './is-record';
import { type OrderKey, orderKey } from './order-key';
import { sha256Hex } from './sha256-hex';

/**
 * The entity an event is about, as the module sees it.
 *
 * @returns `undefined` when none of the module's places holds an id: a non-empty, well-formed string of at
 *   most 256 characters, or a finite number.
 */
export const entityOf = (rule: EntityRule, envelope: Envelope): Entity | undefined => {
  for (const path of rule.idFrom) {
    const id = asEntityId(valueAt(path, envelope));
    if (id !== undefined) return { type: rule.type, id };
  }
  return undefined;
};

const asEntityId = (value: unknown): string | undefined => {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value.length === 0 || value.length > maxEntityIdLength) return undefined;
  return value.isWellFormed() ? value : undefined;
};

const valueAt = (path: EntityIdPath, envelope: Envelope): unknown => {
  if (path === 'subject' || path === 'actorid' || path === 'id') return envelope[path];
  let value = envelope.data;
  for (const key of path.split('.').slice(1)) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
};

/** The event's place among the events of its entity, as the module orders them. */
export const orderKeyOf = (manifest: ModuleManifest, envelope: Envelope): OrderKey =>
  orderKey({
    time: envelope.ordertime,
    rank: manifest.types.indexOf(envelope.type),
    id: envelope.id,
    source: envelope.source,
  });

/** What SQS recognises a second copy of the same event by. */
export const deduplicationIdOf = (envelope: Pick<Envelope, 'source' | 'id'>): string =>
  sha256Hex(JSON.stringify([envelope.source, envelope.id]));

export interface Routing {
  /** Modules that get the event. */
  readonly deliveries: readonly { readonly module: string; readonly groupId: string }[];
  /** Modules that want the type but find no entity in the event. */
  readonly unroutable: readonly { readonly module: string; readonly problem: string }[];
}

/** Which modules want an event, and as part of which group. */
export const routeEvent = (envelope: Envelope, manifests: readonly ModuleManifest[]): Routing => {
  const deliveries: Routing['deliveries'][number][] = [];
  const unroutable: Routing['unroutable'][number][] = [];
  for (const manifest of manifests) {
    if (!manifest.types.includes(envelope.type)) continue;
    const groupId = groupIdFor(manifest, envelope);
    if (groupId !== undefined) deliveries.push({ module: manifest.name, groupId });
    else if (manifest.policy !== 'none') {
      unroutable.push({ module: manifest.name, problem: missingEntity(manifest.name, manifest.entity) });
    }
  }
  return { deliveries, unroutable };
};

/** Without an order to keep, each event is a group of its own. */
const groupIdFor = (manifest: ModuleManifest, envelope: Envelope): string | undefined => {
  if (manifest.policy === 'none') return deduplicationIdOf(envelope);
  const entity = entityOf(manifest.entity, envelope);
  return entity && groupIdOf(entity);
};

/** The sender's names for what the envelope calls otherwise. */
const senderNames: Partial<Record<EntityIdPath, string>> = { subject: 'resourceUri', actorid: 'userId' };

const missingEntity = (module: string, entity: EntityRule): string => {
  const places = entity.idFrom.map((path) => senderNames[path] ?? path).join(' or ');
  return `${places}: module ${module} needs the id of the ${entity.type} here, 1 to ${maxEntityIdLength} characters`;
};
