import { randomBytes, randomInt } from 'node:crypto';
import { noise } from '../noise';

/** JSON of about so many bytes, of every kind that is hard on its way. */
const kinds: readonly ((bytes: number) => unknown)[] = [
  // Nothing makes it smaller.
  (bytes) => noise(bytes),
  (bytes) => randomBytes(Math.ceil(bytes * 0.75)).toString('base64'),
  // Any characters, those that SQS refuses and those that JSON escapes among them.
  (bytes) => Array.from({ length: Math.ceil(bytes / 4) }, anyCharacter).join(''),
  (bytes) => '\uFFFE\uFFFF'.repeat(Math.ceil(bytes / 6)),
  (bytes) => String.raw`\"`.repeat(Math.ceil(bytes / 4)) + '\n\u0000\u2028',
  (bytes) => Array.from({ length: Math.ceil(bytes / 12) }, () => randomInt(1e9) / 1e3),
  (bytes) => nested(noise(bytes), 190),
  (bytes) => Object.fromEntries(Array.from({ length: Math.ceil(bytes / 40) }, () => [noise(12), noise(20)])),
];

const special = ['\uFFFE', '\uFFFF', '\uD800', '"', '\\', '\u0001', '\u007f', '😀', '\u2028', '/'];

const anyCharacter = (): string =>
  randomInt(8) === 0 ? (special[randomInt(special.length)] ?? '') : String.fromCodePoint(randomInt(0xd7ff));

const nested = (inner: unknown, depth: number): unknown =>
  depth === 0 ? inner : depth % 2 === 0 ? [nested(inner, depth - 1)] : { n: nested(inner, depth - 1) };

const maxBodyBytes = 1_048_576;
/** At which something changes on the way: what is inline, what is compressed, what lies in S3, what SQS takes. */
const boundaries = [65_536, 655_360, 1_040_384, maxBodyBytes];

/** As the sender writes it. */
export type Sketch = Readonly<Record<string, unknown>>;

/** Data of any kind whose event has at most 1 MiB; sizes are spread evenly over their magnitudes. */
export const anyData = (index: number): unknown => {
  const make = kinds[index % kinds.length] ?? noise;
  const bytes = Math.ceil(2 ** (Math.random() * 20));
  const data = make(Math.min(bytes, maxBodyBytes - 2000));
  return Buffer.byteLength(JSON.stringify(data)) > maxBodyBytes - 2000 ? make(Math.ceil(bytes / 3)) : data;
};

/** Data with which the body of the event has exactly so many bytes. */
export const dataForBody = (event: Sketch, bytes: number): string =>
  noise(bytes - Buffer.byteLength(JSON.stringify({ ...event, data: '' })));

/** Sizes of bodies around all that matters. */
export const edgeSizes: readonly number[] = boundaries.flatMap((size) =>
  [size - 400, size - 1, size, size + 1].filter((bytes) => bytes <= maxBodyBytes),
);
