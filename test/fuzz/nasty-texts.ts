import fc from 'fast-check';
import { canary } from './canary';

/** Names that every object has already, or that mean something else to JavaScript. */
export const prototypeNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
  '__defineGetter__',
  'then',
  'toJSON',
  'length',
] as const;

/** Well-formed Unicode that breaks what is careless: formats, logs, shells, paths, queues, terminals. */
const wellFormedPieces = [
  '\u0000',
  '\r\n{"level":"INFO"}',
  '"\\\'`$(id)',
  '%s%n%p',
  '../../../etc/passwd',
  '${jndi:ldap://x}',
  '<script>',
  '\u2028\u2029',
  '\u202E\u200B\uFEFF',
  '\uFFFE\uFFFF\uFFFD',
  '😀👩‍👩‍👧‍👦',
  'e\u0301\u0344',
  '\u001B[2J',
  '#',
  ' ',
] as const;

const longest = (text: string, maxLength: number): string => {
  const cut = text.slice(0, maxLength);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
};

const pieces = fc.array(fc.oneof(fc.constantFrom(...wellFormedPieces), fc.string({ maxLength: 8 })), {
  maxLength: 4,
});

/** A text that may be shown, 1 to `maxLength` characters of well-formed Unicode: an event's id or type. */
export const showableText = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.nat(5000).map((n) => `e-${n}`) },
    { weight: 1, arbitrary: fc.constantFrom(...prototypeNames) },
    { weight: 1, arbitrary: pieces.map((parts) => longest(parts.join('') || 'x', maxLength)) },
    { weight: 1, arbitrary: fc.constantFrom('x'.repeat(maxLength), '1', '0', 'null', 'é'.repeat(maxLength)) },
  );

/** A text that must not be shown, 1 to `maxLength` characters of well-formed Unicode. */
export const secretText = (maxLength: number): fc.Arbitrary<string> =>
  pieces.map((parts) => longest(`${canary}${parts.join('')}`, maxLength));
