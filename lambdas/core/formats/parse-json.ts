import { isRecord } from '../is-record';
import { notJson, schemaViolated, type UnusableDelivery } from './parsed-event';

export type ParsedJson = { readonly kind: 'json'; readonly value: unknown } | UnusableDelivery;

/** Deepest nesting of objects and arrays that is accepted; what is deeper could not be serialised again safely. */
const maxDepth = 200;

/** RFC 8259: JSON is UTF-8; a byte order mark is tolerated. */
export const parseJson = (rawBody: Uint8Array): ParsedJson => {
  if (rawBody.length === 0) return notJson('must not be empty');
  const text = decodeUtf8(rawBody);
  if (text === undefined) return notJson('must be valid UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return notJson('must be valid JSON');
  }
  const problem = problemIn(value);
  return problem === undefined ? { kind: 'json', value } : schemaViolated([`body: ${problem}`]);
};

/** Whether a value that came as JSON can be passed on as it is, and so written as JSON again. */
export const canBePassedOn = (value: unknown): boolean => problemIn(value) === undefined;

/** What is JSON and could not be passed on as it is. */
const problemIn = (value: unknown): string | undefined => {
  if (isTooDeep(value)) return `must not nest deeper than ${maxDepth} levels`;
  return hasInfinity(value) ? 'must not have numbers beyond ±1.8e308' : undefined;
};

const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Whether a value nests deeper than is accepted. */
export const isTooDeep = (value: unknown): boolean => isDeeperThan(value, maxDepth);

/** `1e400` is legal JSON; what it is read as would be written as `null`. */
const hasInfinity = (root: unknown): boolean => {
  let level = [root];
  while (level.length > 0) {
    if (level.some((value) => typeof value === 'number' && !Number.isFinite(value))) return true;
    level = level.filter(isRecord).flatMap((value) => Object.values(value));
  }
  return false;
};

/** Without recursion, so that a hostile body cannot exhaust the stack. */
const isDeeperThan = (root: unknown, limit: number): boolean => {
  let level = [root].filter(isRecord);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((value) => Object.values(value).filter(isRecord));
  }
  return false;
};
