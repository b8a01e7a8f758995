import { isRecord } from '../is-record';

/**
 * A JSON value as the one text that all its spellings have in common: no white space, keys sorted by their UTF-16 code
 * units, numbers and strings as `JSON.stringify` writes them. Source: RFC 8785, JSON Canonicalization Scheme.
 *
 * @param value what `JSON.parse` gave, not nested so deep that recursion would not do
 */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
};
