import { assertNever } from '../../lambdas/core/assert-never';
import { deadLetterAttributes } from '../../lambdas/contract/dead-letter-attributes';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { type Envelope, envelopeSchema } from '../../lambdas/core/envelope';
import { instantFromEpochMs } from '../../lambdas/core/instant';
import { decodeMessage, encodingAttribute } from '../../lambdas/core/queue-message';
import { type ReleaseMessage, releaseMessageSchema } from '../../lambdas/core/release-message';
import { entityOf } from '../../lambdas/core/route-event';
import {
  type DeadLetter,
  type DeadLetterCause,
  type DeadLetterContent,
  deadLetterCauses,
} from './dead-letter';
import type { HeldMessage } from './held-message';

export interface ReadingOptions {
  readonly manifest: ModuleManifest;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** Default: no. */
  readonly includeBody?: boolean | undefined;
}

/** What a message in a module's DLQ is. Whatever its body and attributes hold, it is something. */
export const readDeadLetter = (message: HeldMessage, options: ReadingOptions): DeadLetter => {
  const { manifest, nowMs, includeBody = false } = options;
  const content = read(message);
  const { lastFailedAt, ...failure } = failureOf(message);
  const failedMs = lastFailedAt === undefined ? Number.NaN : Date.parse(lastFailedAt);
  const sinceMs = Number.isNaN(failedMs) ? message.sentMs : failedMs;
  return {
    module: manifest.name,
    messageId: message.messageId,
    kind: content.kind,
    ...failure,
    ...(lastFailedAt !== undefined && { lastFailedAt }),
    sentAt: instantFromEpochMs(message.sentMs),
    ageSeconds: Math.max(0, Math.floor((nowMs - sinceMs) / 1000)),
    ...subjectOf(content, message, manifest),
    groupId: message.groupId,
    bytes: Buffer.byteLength(message.body),
    ...(content.kind === 'event' &&
      content.envelope.dataref !== undefined && { dataref: content.envelope.dataref }),
    ...(includeBody && { content: contentOf(message, content) }),
  };
};

type Content =
  | { readonly kind: 'event'; readonly envelope: Envelope }
  | { readonly kind: 'release'; readonly release: ReleaseMessage['release'] }
  | { readonly kind: 'undecodable' };

const read = ({ body, attributes }: HeldMessage): Content => {
  const value = decoded(body, attributes.get(encodingAttribute));
  const event = envelopeSchema.safeParse(value);
  if (event.success) return { kind: 'event', envelope: event.data };
  const release = releaseMessageSchema.safeParse(value);
  return release.success ? { kind: 'release', release: release.data.release } : { kind: 'undecodable' };
};

const decoded = (body: string, encoding: string | undefined): unknown => {
  try {
    return decodeMessage(body, encoding);
  } catch {
    return undefined;
  }
};

type Failure = Pick<DeadLetter, 'cause' | 'errorName' | 'attempts' | 'firstFailedAt' | 'lastFailedAt'>;

const failureOf = ({ attributes }: HeldMessage): Failure => {
  const attempts = Number(attributes.get(deadLetterAttributes.attempts));
  const errorName = attributes.get(deadLetterAttributes.errorName);
  const firstFailedAt = attributes.get(deadLetterAttributes.firstFailedAt);
  const lastFailedAt = attributes.get(deadLetterAttributes.lastFailedAt);
  return {
    cause: causeOf(attributes.get(deadLetterAttributes.cause)),
    ...(errorName !== undefined && { errorName }),
    ...(Number.isInteger(attempts) && { attempts }),
    ...(firstFailedAt !== undefined && { firstFailedAt }),
    ...(lastFailedAt !== undefined && { lastFailedAt }),
  };
};

const causeOf = (text: string | undefined): DeadLetterCause =>
  text === undefined ? 'RECEIVED_TOO_OFTEN' : (deadLetterCauses.find((cause) => cause === text) ?? 'UNKNOWN');

type Subject = Pick<DeadLetter, 'source' | 'eventId' | 'type' | 'entity'>;

const subjectOf = (content: Content, message: HeldMessage, manifest: ModuleManifest): Subject => {
  switch (content.kind) {
    case 'event':
      return subjectOfEvent(content.envelope, manifest);
    case 'release':
      return { entity: content.release };
    case 'undecodable':
      return subjectByAttributes(message);
    default:
      return assertNever(content);
  }
};

const subjectOfEvent = (envelope: Envelope, manifest: ModuleManifest): Subject => {
  const entity = manifest.policy === 'none' ? undefined : entityOf(manifest.entity, envelope);
  const { source, id: eventId, type } = envelope;
  return { source, eventId, type, ...(entity && { entity }) };
};

/** Of a body that cannot be read, the processor may still have told what it was. */
const subjectByAttributes = ({ attributes }: HeldMessage): Subject => {
  const eventId = attributes.get(deadLetterAttributes.eventId);
  const type = attributes.get(deadLetterAttributes.eventType);
  return {
    ...(eventId !== undefined && { eventId: percentDecoded(eventId) }),
    ...(type !== undefined && { type: percentDecoded(type) }),
  };
};

const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const contentOf = ({ body, attributes }: HeldMessage, content: Content): DeadLetterContent => {
  const encoding = attributes.get(encodingAttribute);
  return {
    body,
    ...(encoding !== undefined && { encoding }),
    ...(content.kind === 'event' && { envelope: content.envelope }),
  };
};
