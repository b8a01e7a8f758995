import type { EntityIdPath } from '../contract/module-manifest';
import type { Envelope } from './envelope';
import { isRecord } from './is-record';

/** What stands at a place of an event; `undefined` when nothing does. */
export const valueAt = (path: EntityIdPath, envelope: Envelope): unknown => {
  if (path === 'subject' || path === 'actorid' || path === 'id') return envelope[path];
  let value = envelope.data;
  for (const key of path.split('.').slice(1)) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
};
