import fc from 'fast-check';
import { anyBody, type FuzzBody, wellFormedBody } from './bodies';
import { canary } from './canary';
import { sources, sourceWithoutSecret } from './fuzz-sources';
import { anyHeaders, plainHeaders } from './headers';
import { prototypeNames } from './nasty-texts';
import { badSigning, goodSigning, isSignedBy, type Signing } from './signatures';

export type Header = readonly [name: string, value: string];

/** A request, before any gateway has made an event of it. */
export interface FuzzRequest {
  readonly method: string;
  readonly source: string | undefined;
  readonly headers: readonly Header[];
  readonly body: FuzzBody;
  /** Whether the gateway hands the body over in base64 although it is text. */
  readonly asBase64: boolean;
  /** Whether the signature is the source's own over these bytes. */
  readonly isSigned: boolean;
  /** Whether nothing but the signature or the body can be wrong. */
  readonly isPlain: boolean;
}

const source = fc.constantFrom(...sources.map(({ name }) => name));
const signingSource = source.filter((name) => name !== sourceWithoutSecret);

const plain = (
  sender: fc.Arbitrary<string>,
  body: fc.Arbitrary<FuzzBody>,
  signing: fc.Arbitrary<Signing>,
): fc.Arbitrary<FuzzRequest> =>
  fc
    .record({ source: sender, headers: plainHeaders, body, sign: signing, asBase64: fc.boolean() })
    .map(({ source: name, headers: others, body: content, sign, asBase64 }) => {
      const headers = [...others, ...sign(name, content.bytes)];
      const isSigned = isSignedBy(name, headers, content.bytes);
      return { method: 'POST', source: name, headers, body: content, asBase64, isSigned, isPlain: true };
    });

/** What must be accepted. */
const soundRequest = plain(signingSource, wellFormedBody, goodSigning);

/** With a signature that is good or bad, and a body that may be anything. */
const doubtfulRequest = plain(
  fc.oneof({ weight: 9, arbitrary: signingSource }, { weight: 1, arbitrary: source }),
  fc.oneof(anyBody, wellFormedBody),
  fc.oneof({ weight: 3, arbitrary: goodSigning }, { weight: 2, arbitrary: badSigning }),
);

const strangeSources = ['', canary, 'GENESYS', 'genesys/', '../genesys', 'genesys\u0000'] as const;
const anySource = fc.oneof(
  { weight: 3, arbitrary: source },
  { weight: 1, arbitrary: fc.constantFrom(undefined, ...prototypeNames, ...strangeSources) },
);
const anyMethod = fc.oneof(
  { weight: 3, arbitrary: fc.constant('POST') },
  { weight: 1, arbitrary: fc.constantFrom('post', 'GET', 'PUT', 'HEAD', '', canary, '__proto__') },
);

/** Another method, source, content type or coding; where the source is another, signed for the wrong one. */
const strangeRequest: fc.Arbitrary<FuzzRequest> = fc
  .tuple(doubtfulRequest, anyMethod, anySource, anyHeaders)
  .map(([request, method, name, strange]) => {
    const kept = request.headers.filter(([header]) => header.toLowerCase() !== 'content-type');
    const headers = [...strange, ...kept];
    const isSigned = isSignedBy(name, headers, request.body.bytes);
    return { ...request, method, source: name, headers, isSigned, isPlain: false };
  });

export const fuzzRequest: fc.Arbitrary<FuzzRequest> = fc.oneof(
  { weight: 45, arbitrary: soundRequest },
  { weight: 35, arbitrary: doubtfulRequest },
  { weight: 20, arbitrary: strangeRequest },
);
