import { isRecord } from '../is-record';

/** What stands in a JSON object at a dotted path, `undefined` where the path leads nowhere. */
export const valueAt = (body: unknown, path: string): unknown => {
  let value = body;
  for (const key of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
};
