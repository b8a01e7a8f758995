import {
  type DeliveryTimestamp,
  type HeaderField,
  maxSignatures,
  type SignatureField,
  type SignatureScheme,
} from '../contract/signature-scheme';
import {
  fieldValue,
  fieldValues,
  type HeaderValues,
  type Reading,
  type Unreadable,
  unreadable,
} from './header-fields';
import { signedContent } from './signed-content';

/** What a delivery claims of itself. Nothing of it is proven. */
export interface PresentedSignature {
  readonly kind: 'presented';
  /** At least one, each of 32 bytes. */
  readonly signatures: readonly Buffer[];
  /** What they are to be signatures of. */
  readonly content: readonly (string | Uint8Array)[];
  /** Milliseconds since the epoch; absent where the scheme signs no time. */
  readonly sentMs?: number;
}

export interface SignedRequest {
  readonly headerValues: HeaderValues;
  /** Exactly as sent. */
  readonly body: Uint8Array;
}

/** Reads what a scheme looks at, and is strict about its form. Needs no secret. */
export const readSignature = (
  scheme: SignatureScheme,
  { headerValues, body }: SignedRequest,
): PresentedSignature | Unreadable => {
  const signatures = readSignatures(scheme.signature, headerValues);
  if (signatures.kind === 'unreadable') return signatures;
  const sent = readTimestamp(scheme.timestamp, headerValues);
  if (sent.kind === 'unreadable') return sent;
  const fields = readSignedFields(scheme, headerValues);
  if (fields.kind === 'unreadable') return fields;
  const { timestamp, sentMs } = sent.value;
  const valueOf = (field: HeaderField): string => fields.value.get(field) ?? '';
  return {
    kind: 'presented',
    signatures: signatures.value,
    content: signedContent(scheme, { body, timestamp, valueOf }),
    ...(sentMs !== undefined && { sentMs }),
  };
};

/** `Buffer.from` skips what it cannot decode, so the form is checked first. SHA-256 has 32 bytes. */
const forms = { hex: /^[0-9a-f]{64}$/i, base64: /^[A-Za-z0-9+/]{43}=$/ } as const;

/** Of several, those that have the form; too many are refused rather than cut. */
const readSignatures = (field: SignatureField, headerValues: HeaderValues): Reading<readonly Buffer[]> => {
  const read = fieldValues(field, headerValues);
  if (read.kind === 'unreadable') return read;
  const { encoding } = field;
  const encoded = read.value.filter((value) => forms[encoding].test(value));
  if (encoded.length === 0 || read.value.length > maxSignatures) return unreadable('MALFORMED');
  return { kind: 'read', value: encoded.map((value) => Buffer.from(value, encoding)) };
};

interface Sent {
  /** Digits; empty where the scheme signs no time. */
  readonly timestamp: string;
  readonly sentMs?: number;
}

const readTimestamp = (
  timestamp: DeliveryTimestamp | undefined,
  headerValues: HeaderValues,
): Reading<Sent> => {
  if (!timestamp) return { kind: 'read', value: { timestamp: '' } };
  const read = fieldValue(timestamp.field, headerValues);
  if (read.kind === 'unreadable') return read;
  if (!/^\d{1,16}$/.test(read.value)) return unreadable('MALFORMED');
  const sentMs = Number(read.value) * (timestamp.unit === 'seconds' ? 1000 : 1);
  return { kind: 'read', value: { timestamp: read.value, sentMs } };
};

/**
 * What stands in a header must not hold the text that delimits it: `a.1` as the id and `2.{}` as the rest would be the
 * same bytes as `a` and `1.2.{}`. The Standard Webhooks specification says so of `.`.
 */
const readSignedFields = (
  { signs }: SignatureScheme,
  headerValues: HeaderValues,
): Reading<ReadonlyMap<HeaderField, string>> => {
  const delimiters = signs.flatMap((part) => (typeof part === 'object' && 'text' in part ? [part.text] : []));
  const values = new Map<HeaderField, string>();
  for (const part of signs) {
    if (typeof part !== 'object' || !('field' in part)) continue;
    const read = fieldValue(part.field, headerValues);
    if (read.kind === 'unreadable') return read;
    if (delimiters.some((text) => read.value.includes(text))) return unreadable('MALFORMED');
    values.set(part.field, read.value);
  }
  return { kind: 'read', value: values };
};
