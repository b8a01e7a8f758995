import type { DeliveryTimestamp, HeaderField, SignatureScheme } from '../contract/signature-scheme';
import { hmacOf, signedContent } from './signed-content';
import { signingKey } from './signing-key';

export interface DeliveryToSign {
  readonly scheme: SignatureScheme;
  /** As the sender holds it. */
  readonly secret: string;
  readonly body: Uint8Array;
  /** What stands in the headers that the scheme signs, such as `webhook-id`. Visible ASCII; not used by other schemes. */
  readonly deliveryId: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * The headers that prove a delivery, as its sender would make them: the signature, and whatever else the scheme reads.
 *
 * @throws {UnusableSecretError} when the secret is no key for the scheme
 */
export const signDelivery = (delivery: DeliveryToSign): Record<string, string> => {
  const { scheme, secret, body, deliveryId, nowMs } = delivery;
  const timestamp = scheme.timestamp ? digitsOf(scheme.timestamp, nowMs) : '';
  const content = signedContent(scheme, { body, timestamp, valueOf: () => deliveryId });
  const hmac = hmacOf(scheme, signingKey(scheme.secret, secret), content);
  return headersOf([
    ...(scheme.timestamp ? [{ field: scheme.timestamp.field, value: timestamp }] : []),
    ...signedFields(scheme).map((field) => ({ field, value: deliveryId })),
    { field: scheme.signature, value: hmac.toString(scheme.signature.encoding) },
  ]);
};

const digitsOf = ({ unit }: DeliveryTimestamp, nowMs: number): string =>
  String(Math.floor(unit === 'seconds' ? nowMs / 1000 : nowMs));

const signedFields = ({ signs }: SignatureScheme): HeaderField[] =>
  signs.flatMap((part) => (typeof part === 'object' && 'field' in part ? [part.field] : []));

interface FilledField {
  readonly field: HeaderField;
  readonly value: string;
}

/** Fields of the same header stand in it together. */
const headersOf = (fields: readonly FilledField[]): Record<string, string> => {
  const headers = new Map<string, { readonly name: string; readonly value: string }>();
  for (const { field, value } of fields) {
    const { header, prefix = '', separator = '' } = field;
    const before = headers.get(header.toLowerCase());
    headers.set(header.toLowerCase(), {
      name: before?.name ?? header,
      value: (before ? before.value + separator : '') + prefix + value,
    });
  }
  return Object.fromEntries([...headers.values()].map(({ name, value }) => [name, value]));
};
