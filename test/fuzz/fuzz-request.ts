import fc from 'fast-check';
import type { FuzzBody } from './bodies';
import { canary } from './canary';
import { type FuzzedSender, isWithoutSecret } from './fuzz-sources';
import { anyHeaders, plainHeaders } from './headers';
import type { Signing } from './known-scheme';
import { prototypeNames } from './nasty-texts';

export type Header = readonly [name: string, value: string];

/** A request, before any gateway has made an event of it. */
export interface FuzzRequest {
  readonly method: string;
  readonly source: string | undefined;
  readonly headers: readonly Header[];
  readonly body: FuzzBody;
  /** Whether the gateway hands the body over in base64 although it is text. */
  readonly asBase64: boolean;
  /** Which of the ways it takes that the gateway has. */
  readonly way: number;
  /** Whether nothing but the signature or the body can be wrong. */
  readonly isPlain: boolean;
}

/** Ways to one door that a gateway can have, at most. */
const ways = 4;

interface PlainParts {
  readonly sender: FuzzedSender;
  readonly body: fc.Arbitrary<FuzzBody>;
  readonly signing: fc.Arbitrary<Signing>;
}

const plain = ({ sender: { name, secrets }, body, signing }: PlainParts): fc.Arbitrary<FuzzRequest> =>
  fc
    .record({ headers: plainHeaders, body, sign: signing, asBase64: fc.boolean(), way: fc.nat(ways - 1) })
    .map(({ headers, sign, ...others }) => ({
      ...others,
      method: 'POST',
      source: name,
      headers: [...headers, ...sign(secrets, others.body.bytes)],
      isPlain: true,
    }));

/** What must be accepted. */
const soundRequest = (sender: FuzzedSender): fc.Arbitrary<FuzzRequest> =>
  plain({ sender, body: sender.format.wellFormed, signing: fc.constantFrom(...sender.scheme.good) });

/** With a signature that is good or bad, that of another sender too, and a body that may be anything. */
const doubtfulRequest = (
  sender: FuzzedSender,
  senders: readonly FuzzedSender[],
): fc.Arbitrary<FuzzRequest> => {
  const { format, scheme } = sender;
  const ofOthers = senders
    .filter((other) => other !== sender && !isWithoutSecret(other))
    .flatMap((other) =>
      other.scheme.good.map(
        (sign): Signing =>
          (_, content) =>
            sign(other.secrets, content),
      ),
    );
  return plain({
    sender,
    body: fc.oneof(format.any, format.wellFormed),
    signing: fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...scheme.good) },
      { weight: 18, arbitrary: fc.constantFrom(...scheme.bad) },
      { weight: 2, arbitrary: fc.constantFrom(...ofOthers) },
    ),
  });
};

const strangeSources = ['', canary, 'GENESYS', 'genesys/', '../genesys', 'genesys\u0000'] as const;
const anyMethod = fc.oneof(
  { weight: 3, arbitrary: fc.constant('POST') },
  { weight: 1, arbitrary: fc.constantFrom('post', 'GET', 'PUT', 'HEAD', '', canary, '__proto__') },
);

/** Another method, source, content type or coding; where the source is another, signed for the wrong one. */
const strangeRequest = (
  sender: FuzzedSender,
  senders: readonly FuzzedSender[],
): fc.Arbitrary<FuzzRequest> => {
  const anySource = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...senders.map(({ name }) => name)) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, ...prototypeNames, ...strangeSources) },
  );
  return fc
    .tuple(doubtfulRequest(sender, senders), anyMethod, anySource, anyHeaders)
    .map(([request, method, source, strange]) => {
      const kept = request.headers.filter(([header]) => header.toLowerCase() !== 'content-type');
      return { ...request, method, source, headers: [...strange, ...kept], isPlain: false };
    });
};

/** Whatever may be posted to these senders' routes, by them or anybody else. */
export const fuzzRequests = (senders: readonly FuzzedSender[]): fc.Arbitrary<FuzzRequest> =>
  fc.oneof(
    ...senders.flatMap((sender) => {
      // A tenth as many, for there is one answer to all of them.
      const [sound, doubtful, strange] = isWithoutSecret(sender) ? [0, 4, 2] : [45, 35, 20];
      return [
        { weight: sound, arbitrary: soundRequest(sender) },
        { weight: doubtful, arbitrary: doubtfulRequest(sender, senders) },
        { weight: strange, arbitrary: strangeRequest(sender, senders) },
      ];
    }),
  );
