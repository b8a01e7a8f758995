import fc from 'fast-check';
import { canary, canaryNumber } from './canary';
import { prototypeNames, secretText } from './nasty-texts';

/** JSON is written here as text: what `JSON.stringify` never writes is what is of interest. */

/** Escapes that are legal in JSON and no legal Unicode by themselves. */
const escapes = [
  String.raw`\ud800`,
  String.raw`\udfff`,
  String.raw`\u0000`,
  String.raw`\uffff`,
  String.raw`\/`,
];

const text: fc.Arbitrary<string> = fc
  .tuple(secretText(200), fc.constantFrom('', '', '', ...escapes))
  .map(([plain, escape]) => `${JSON.stringify(plain).slice(0, -1)}${escape}"`);

/** What fits into a double. */
const numbers = [
  '0',
  '-0',
  '-1E-400',
  '0.1',
  '123456789012345678901234567890',
  '9007199254740993',
  '1.7976931348623157e308',
  `${canaryNumber}`,
] as const;

/** Legal, and read as infinity. */
export const infiniteNumbers = ['1e400', '-1e309', '{"a":[1.7976931348623159e308]}'] as const;

const key: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...prototypeNames).map((name) => JSON.stringify(name)),
  secretText(40).map((name) => JSON.stringify(name)),
);

const member = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(key, value).map(([name, content]) => `${name}:${content}`);

/** Any JSON value; the same key may stand in an object twice. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    text,
    fc.constantFrom(...numbers),
    fc.constantFrom('null', 'true', 'false'),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(',')}]`),
    fc.array(member(tie('value')), { maxLength: 3 }).map((members) => `{${members.join(',')}}`),
  ),
})).value;

/** Nested so deeply that a recursion over it would exhaust the stack. */
export const nestedJsonText = (...depths: readonly number[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...depths), fc.constantFrom('list', 'object', 'proto')).map(([depth, kind]) => {
    if (kind === 'list') return `${'['.repeat(depth)}"${canary}"${']'.repeat(depth)}`;
    const name = kind === 'proto' ? '__proto__' : canary;
    return `${`{"${name}":`.repeat(depth)}"${canary}"${'}'.repeat(depth)}`;
  });

export const deepJsonText: fc.Arbitrary<string> = nestedJsonText(150, 199, 201, 1000, 20_000);

/** As long as anything may be, or a little shorter or longer. */
export const giganticText = (maxBytes: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(-1000, -2, -1, 0, 1), fc.constantFrom('x', ' ', '\\n', '"x",'))
    .map(([difference, piece]) => {
      const wanted = maxBytes + difference;
      const [open, close] = piece === '"x",' ? ['[', '0]'] : [`"${canary}`, '"'];
      const count = Math.floor((wanted - open.length - close.length) / piece.length);
      return `${open}${piece.repeat(count)}${close}`;
    });
