/** Stands for a value that could not be resolved; the problem is already reported. */
export const unresolved = Symbol('unresolved');

/** What `AWS::NoValue` gives: the property or list entry is not there. */
export const noValue = Symbol('AWS::NoValue');

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether any part of a resolved value could not be resolved. */
export function hasUnresolved(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnresolved);
  if (isRecord(value)) return Object.values(value).some(hasUnresolved);
  return value === unresolved;
}
