import { isRecord } from './is-record';

/** A piece of JSON that is written already, or a value that is not. */
type Piece = { readonly json: string } | { readonly value: unknown };

/**
 * A value of JSON as text, however deep it nests: `JSON.stringify` recurses, and some thousand levels exhaust its stack.
 * What is beyond a double is written as a number that is beyond one too, not as `null`.
 *
 * @param root what `JSON.parse` gave
 */
export const jsonOfAnyDepth = (root: unknown): string => {
  const written: string[] = [];
  const open: Piece[] = [{ value: root }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ('json' in next) written.push(next.json);
    else if (isRecord(next.value)) for (const piece of piecesOf(next.value).toReversed()) open.push(piece);
    else written.push(scalar(next.value));
  }
  return written.join('');
};

const piecesOf = (value: Readonly<Record<string, unknown>>): Piece[] => {
  const isList = Array.isArray(value);
  const members = Object.entries(value).flatMap(([key, member], index): Piece[] => {
    const comma = index === 0 ? '' : ',';
    return [{ json: isList ? comma : `${comma}${JSON.stringify(key)}:` }, { value: member }];
  });
  return [{ json: isList ? '[' : '{' }, ...members, { json: isList ? ']' : '}' }];
};

const scalar = (value: unknown): string => {
  if (value === Number.POSITIVE_INFINITY) return '1e999';
  return value === Number.NEGATIVE_INFINITY ? '-1e999' : JSON.stringify(value);
};
