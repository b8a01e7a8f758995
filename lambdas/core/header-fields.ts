import { type HeaderField, maxHeaderValueLength } from '../contract/signature-scheme';

/**
 * Why a header cannot be read: it is not there, it (or the field in it) is there twice, or it has another form.
 */
export type UnreadableReason = 'MISSING' | 'AMBIGUOUS' | 'MALFORMED';

export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: UnreadableReason;
}

export type Reading<Value> = { readonly kind: 'read'; readonly value: Value } | Unreadable;

export const unreadable = (reason: UnreadableReason): Unreadable => ({ kind: 'unreadable', reason });

/** All values of a header, in the order they came; the name's case does not matter. */
export type HeaderValues = (name: string) => readonly string[];

/** Servers and proxies do not agree on the meaning of other bytes in a header, so nothing is made of them. */
const visibleAscii = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** What a header has in fields of this kind, without the prefix. There is at least one. */
export const fieldValues = (field: HeaderField, headerValues: HeaderValues): Reading<readonly string[]> => {
  const { header, prefix = '', separator } = field;
  const [text, ...others] = headerValues(header);
  if (text === undefined) return unreadable('MISSING');
  if (others.length > 0) return unreadable('AMBIGUOUS');
  if (text.length > maxHeaderValueLength || !visibleAscii.test(text)) return unreadable('MALFORMED');
  const values = (separator === undefined ? [text] : text.split(separator))
    .filter((value) => value.startsWith(prefix))
    .map((value) => value.slice(prefix.length));
  return values.length > 0 ? { kind: 'read', value: values } : unreadable('MALFORMED');
};

/** The value of a field that must be there exactly once. */
export const fieldValue = (field: HeaderField, headerValues: HeaderValues): Reading<string> => {
  const read = fieldValues(field, headerValues);
  if (read.kind === 'unreadable') return read;
  const [value = '', ...others] = read.value;
  if (others.length > 0) return unreadable('AMBIGUOUS');
  return value === '' ? unreadable('MALFORMED') : { kind: 'read', value };
};
