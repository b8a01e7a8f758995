import { isRecord } from './is-record';

/** DynamoDB: an attribute may nest 32 levels; the state stands in one itself, and in another one while events are open. */
const maxDepth = 28;
/** DynamoDB: numbers from 1E-130 to 9.9E+125, of either sign. */
const largestNumber = 9.9e125;
const smallestNumber = 1e-130;

/**
 * What keeps a value from being stored and read again as it is, in words; `undefined` if nothing does. JSON values
 * can be stored: no dates, functions or classes, no NaN, nothing that is `undefined` in a list, and no `__proto__`.
 */
export const whyNotStorable = (value: unknown, depth = 0): string | undefined => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return whyNoNumber(value);
  if (!isRecord(value)) return `has a ${typeof value}`;
  if (depth === maxDepth) return `nests deeper than ${maxDepth} levels`;
  if (!Array.isArray(value) && !isPlain(value)) return 'has an object of a class';
  if (Object.hasOwn(value, '__proto__')) return 'has a property __proto__';
  for (const part of Array.isArray(value) ? value : Object.values(value).filter(isThere)) {
    const problem = whyNotStorable(part, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const whyNoNumber = (number: number): string | undefined => {
  const size = Math.abs(number);
  if (number === 0 || (size >= smallestNumber && size <= largestNumber)) return undefined;
  return 'has a number that is none or out of range';
};

/** A property that is undefined is absent, as it is in JSON. */
const isThere = (value: unknown): boolean => value !== undefined;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The prototype of a plain object has none itself, in whichever realm it was made.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};
