import type { LatestManifest, ModuleManifest, SequenceManifest } from '../contract/module-manifest';
import type { Entity } from '../core/entity';
import type { Envelope } from '../core/envelope';
import { entityOf } from '../core/route-event';
import { MisroutedEventError } from './errors';
import type { EventInModule } from './ports';
import type { QueueMessage } from './queue-record';

/**
 * The entity that an event is about.
 *
 * @throws {MisroutedEventError} when the module does not list the event's type or finds no entity in it
 */
export const entityFor = (manifest: LatestManifest | SequenceManifest, envelope: Envelope): Entity => {
  checkType(manifest, envelope);
  const entity = entityOf(manifest.entity, envelope);
  if (entity) return entity;
  throw new MisroutedEventError(`Module ${manifest.name} finds no ${manifest.entity.type} in the event.`);
};

/**
 * The event of a message.
 *
 * @throws {MisroutedEventError} for a release: the module parks nothing
 */
export const eventOf = (message: QueueMessage, { name }: ModuleManifest): Envelope => {
  if (message.kind === 'event') return message.envelope;
  throw new MisroutedEventError(`Module ${name} parks nothing to release.`);
};

export const eventInModule = (
  { name: module }: Pick<ModuleManifest, 'name'>,
  { source, id: eventId }: Pick<Envelope, 'source' | 'id'>,
): EventInModule => ({ source, eventId, module });

/** @throws {MisroutedEventError} when the module does not list the event's type */
export const checkType = (
  { name, types }: { readonly name: string; readonly types: readonly string[] },
  { type }: Envelope,
): void => {
  if (!types.includes(type)) {
    throw new MisroutedEventError(`Module ${name} does not list this event's type.`);
  }
};
