import fc from 'fast-check';
import { canary } from './canary';
import type { Header } from './fuzz-request';
import { prototypeNames, secretText } from './nasty-texts';

const goodTypes = [
  'application/json',
  'Application/JSON; charset=UTF-8',
  'application/json;charset="utf8"',
  'application/cloudevents+json',
] as const;

const badTypes = [
  '',
  'text/plain',
  'application/json; charset=latin1',
  'application/json, application/json',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  `application/json; charset=${canary}`,
  `application/${canary}`,
  canary,
  `multipart/form-data; boundary=${canary}`,
  'application/json;'.repeat(2000),
  '\u0000',
] as const;

/** Headers that nobody here reads. */
const idleHeader: fc.Arbitrary<Header> = fc.tuple(
  fc.constantFrom('User-Agent', 'X-Forwarded-For', 'Cookie', 'Authorization', canary, ...prototypeNames),
  secretText(100),
);
const idleHeaders = fc.array(idleHeader, { maxLength: 3 });

const contentTypes = (types: readonly string[]): fc.Arbitrary<Header> =>
  fc.tuple(fc.constantFrom('Content-Type', 'content-type', 'CONTENT-TYPE'), fc.constantFrom(...types));

/** With a content type that is accepted. */
export const plainHeaders: fc.Arbitrary<readonly Header[]> = fc
  .tuple(contentTypes(goodTypes), idleHeaders)
  .map(([type, idle]) => [...idle, type]);

const coding: fc.Arbitrary<Header> = fc.tuple(
  fc.constant('Content-Encoding'),
  fc.constantFrom('identity', 'gzip', canary, ''),
);

/** With none, one or two content types that may not be accepted, and perhaps a coding. */
export const anyHeaders: fc.Arbitrary<readonly Header[]> = fc
  .tuple(
    fc.array(contentTypes([...goodTypes, ...badTypes]), { maxLength: 2 }),
    fc.array(coding, { maxLength: 1 }),
    idleHeaders,
  )
  .map(([types, codings, idle]) => [...types, ...idle, ...codings]);
