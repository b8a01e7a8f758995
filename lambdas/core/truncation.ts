import type { ModuleManifest } from '../contract/module-manifest';
import type { Envelope, Truncation } from './envelope';
import { valueAt } from './value-at';

/**
 * How an event is truncated for a module: by itself, or because it lacks what the module requires of its type.
 *
 * @returns `undefined` when it is not, and when it has been hydrated: there is nothing more to be had then
 */
export const truncationFor = (
  { requires = {} }: Pick<ModuleManifest, 'requires'>,
  envelope: Envelope,
): Truncation | undefined => {
  if (envelope.hydratedtime !== undefined) return undefined;
  if (envelope.truncated !== undefined) return envelope.truncated;
  const required = Object.hasOwn(requires, envelope.type) ? (requires[envelope.type] ?? []) : [];
  return required.some((path) => valueAt(path, envelope) == null) ? 'fields' : undefined;
};
