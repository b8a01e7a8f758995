import fc from 'fast-check';
import type { EventFormat } from '../../lambdas/contract/source-definition';
import { maxBodyBytes } from '../../lambdas/contract/limits';
import { canary } from './canary';
import { nearlyEvent, wellFormedEvent } from './event-texts';
import { nearlyNotification, wellFormedNotification } from './genesys-texts';
import { deepJsonText, giganticText, jsonText } from './json-texts';
import { nearlyMessage, wellFormedMessage } from './open-messaging-texts';
import { completableEvent, hopelessEvent, truncatedEvent } from './truncated-texts';

export interface FuzzBody {
  readonly bytes: Buffer;
  /** The event that it certainly is; absent: it may be one or not. Where the id is composed, what it is like. */
  readonly event?: { readonly id: string | RegExp };
  /** If it is an event, it is this one. */
  readonly onlyId?: string;
  /** It is certainly kept in quarantine. */
  readonly isHopeless?: boolean;
}

/** What a source posts. */
export interface FuzzFormat {
  readonly name: EventFormat;
  readonly wellFormed: fc.Arbitrary<FuzzBody>;
  /** Whatever anybody may post. */
  readonly any: fc.Arbitrary<FuzzBody>;
  /** Whether the sender chooses the ids, which are shown. */
  readonly showsSendersIds: boolean;
}

export interface WellFormedText {
  readonly json: string;
  readonly id: string | RegExp;
}

/** Bytes that are no UTF-8: cut, overlong, a surrogate, Latin-1, UTF-16, gzip. */
const brokenBytes = ['c3', 'c0af', 'eda080', 'e9', 'fffe7b00', '1f8b0800', 'f4908080', '00', 'ff'].map(
  (hex) => Buffer.from(hex, 'hex'),
);

const withBrokenBytes = (nearly: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc.tuple(nearly, fc.constantFrom(...brokenBytes), fc.nat(400)).map(([json, broken, at]) => {
    const bytes = Buffer.from(json);
    return Buffer.concat([bytes.subarray(0, at), broken, bytes.subarray(at)]);
  });

const cut = (wellFormed: fc.Arbitrary<WellFormedText>): fc.Arbitrary<Buffer> =>
  fc.tuple(wellFormed, fc.nat(300)).map(([{ json }, length]) => Buffer.from(json).subarray(0, length));

const anyBytes = fc
  .uint8Array({ maxLength: 64 })
  .map((bytes) => Buffer.concat([Buffer.from(bytes), Buffer.from(canary)]));

const asBytes = (text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> => text.map((one) => Buffer.from(one));

interface Texts {
  readonly wellFormed: fc.Arbitrary<WellFormedText>;
  /** With something that is wrong, or only unusual. */
  readonly nearly: fc.Arbitrary<string>;
}

const anyOf = ({ wellFormed, nearly }: Texts): fc.Arbitrary<FuzzBody> =>
  fc
    .oneof(
      { weight: 400, arbitrary: asBytes(nearly) },
      { weight: 200, arbitrary: asBytes(jsonText) },
      { weight: 150, arbitrary: withBrokenBytes(nearly) },
      { weight: 100, arbitrary: cut(wellFormed) },
      { weight: 100, arbitrary: anyBytes },
      { weight: 50, arbitrary: asBytes(deepJsonText) },
      { weight: 10, arbitrary: fc.constantFrom(Buffer.alloc(0), Buffer.from('\uFEFF'), Buffer.from('null')) },
      { weight: 6, arbitrary: asBytes(giganticText(maxBodyBytes)) },
    )
    .map((bytes) => ({ bytes }));

const wellFormedOf = ({ wellFormed }: Texts): fc.Arbitrary<FuzzBody> =>
  wellFormed.map(({ id, json }) => ({ bytes: Buffer.from(json), event: { id } }));

const format = (name: EventFormat, texts: Texts): FuzzFormat => ({
  name,
  wellFormed: wellFormedOf(texts),
  any: anyOf(texts),
  showsSendersIds: name !== 'genesys',
});

export const switchboardFormat = format('switchboard', { wellFormed: wellFormedEvent, nearly: nearlyEvent });

export const genesysFormat = format('genesys', {
  wellFormed: wellFormedNotification,
  nearly: nearlyNotification,
});

export const openMessagingFormat = format('genesys-open-messaging', {
  wellFormed: wellFormedMessage,
  nearly: nearlyMessage,
});

const truncated = truncatedEvent.map(({ json, id }) => ({ bytes: json, onlyId: id }));

/** Events that are cut or say that they are truncated, posted where all of them can be completed. */
export const completableFormat: FuzzFormat = {
  ...switchboardFormat,
  wellFormed: completableEvent.map(({ json, id }) => ({ bytes: json, event: { id } })),
  any: fc.oneof(truncated, switchboardFormat.any),
};

/** The same where none of them can be. */
export const hopelessFormat: FuzzFormat = {
  ...switchboardFormat,
  wellFormed: fc.oneof(
    switchboardFormat.wellFormed,
    hopelessEvent.map(({ json, id }) => ({ bytes: Buffer.from(json), onlyId: id, isHopeless: true })),
  ),
  any: fc.oneof(truncated, switchboardFormat.any),
};
