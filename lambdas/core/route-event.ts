import { maxEntityIdLength } from '../contract/limits';
import type { EntityIdPath, EntityRule, ModuleManifest } from '../contract/module-manifest';
import { type Entity, groupIdOf } from './entity';
import type { Envelope, Truncation } from './envelope';
import { hydrationGroupOf, resourcePathOf } from './resource-path';
import { truncationFor } from './truncation';
import { type OrderKey, orderKey } from './order-key';
import { sha256Hex } from './sha256-hex';
import { valueAt } from './value-at';

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

export interface RoutedDelivery {
  readonly module: string;
  readonly groupId: string;
  /** How the event is truncated for this module: it goes there by way of hydration, whose group this is then. */
  readonly truncated?: Truncation;
}

export interface Unroutable {
  readonly module: string;
  /** It says nothing of its entity, or not all that it should, and there is no way to learn more. */
  readonly reason: 'ENTITY_MISSING' | 'TRUNCATED';
  readonly problem: string;
}

export interface Routing {
  /** Modules that get the event. */
  readonly deliveries: readonly RoutedDelivery[];
  /** Modules that want the type and cannot get it. */
  readonly unroutable: readonly Unroutable[];
}

/**
 * Which modules want an event, and as part of which group.
 *
 * @param platformUrl base URL of the platform that truncated events are hydrated from; without one there is none
 */
export const routeEvent = (
  envelope: Envelope,
  manifests: readonly ModuleManifest[],
  platformUrl?: string,
): Routing => {
  const routes = manifests
    .filter(({ types }) => types.includes(envelope.type))
    .map((manifest) => routeTo(manifest, envelope, platformUrl));
  return {
    deliveries: routes.filter((route) => 'groupId' in route),
    unroutable: routes.filter((route) => 'problem' in route),
  };
};

const routeTo = (
  manifest: ModuleManifest,
  envelope: Envelope,
  platformUrl: string | undefined,
): RoutedDelivery | Unroutable => {
  const { name: module } = manifest;
  const truncated = truncationFor(manifest, envelope);
  if (truncated !== undefined) return routeToHydration({ module, truncated }, envelope, platformUrl);
  const groupId = groupIdFor(manifest, envelope);
  if (typeof groupId === 'string') return { module, groupId };
  return { module, reason: 'ENTITY_MISSING', problem: missingEntity(module, groupId) };
};

const routeToHydration = (
  { module, truncated }: Required<Pick<RoutedDelivery, 'module' | 'truncated'>>,
  { subject }: Envelope,
  platformUrl: string | undefined,
): RoutedDelivery | Unroutable => {
  const path = platformUrl === undefined ? undefined : resourcePathOf(subject, platformUrl);
  if (path !== undefined) return { module, truncated, groupId: hydrationGroupOf(path) };
  const why =
    platformUrl === undefined
      ? 'no platform is configured to complete it from'
      : 'resourceUri is no path of the platform (/api/v2/…) to complete it from';
  return {
    module,
    reason: 'TRUNCATED',
    problem: `body: is truncated (${truncated}) for module ${module}, and ${why}`,
  };
};

/** Without an order to keep, each event is a group of its own. @returns the rule by which there is no entity, if so */
const groupIdFor = (manifest: ModuleManifest, envelope: Envelope): string | EntityRule => {
  if (manifest.policy === 'none') return deduplicationIdOf(envelope);
  const entity = entityOf(manifest.entity, envelope);
  return entity ? groupIdOf(entity) : manifest.entity;
};

/** The sender's names for what the envelope calls otherwise. */
const senderNames: Partial<Record<EntityIdPath, string>> = { subject: 'resourceUri', actorid: 'userId' };

const missingEntity = (module: string, entity: EntityRule): string => {
  const places = entity.idFrom.map((path) => senderNames[path] ?? path).join(' or ');
  return `${places}: module ${module} needs the id of the ${entity.type} here, 1 to ${maxEntityIdLength} characters`;
};
