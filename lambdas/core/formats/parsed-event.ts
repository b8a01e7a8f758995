import type { Envelope } from '../envelope';

/** What was delivered, as it came. */
export interface Delivery {
  /** Name of the source. */
  readonly source: string;
  readonly rawBody: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly receivedMs: number;
}

/**
 * What a delivery turns out to be.
 *
 * - `event`: it is one
 * - `ignored`: well-formed, and of a kind that nothing here is made of, such as a topic that is not known
 * - `unusable`: it is not an event
 */
export type ParsedEvent =
  | {
      readonly kind: 'event';
      readonly envelope: Envelope;
      /**
       * SHA-256, in hex, of what the id was made of, where the sender gives none: two deliveries with the same id are
       * then the same however they are spelt. Absent: the body is what the id stands for.
       */
      readonly contentHash?: string;
    }
  | {
      readonly kind: 'ignored';
      readonly reason: 'UNKNOWN_TOPIC';
      /** What the event would be called. */
      readonly event: Pick<Envelope, 'id' | 'type'>;
    }
  | UnusableDelivery;

export interface UnusableDelivery {
  readonly kind: 'unusable';
  readonly reason: 'NOT_JSON' | 'SCHEMA_VIOLATED';
  /** What to mend, in words; never a value from the body. */
  readonly problems: readonly string[];
}

export const notJson = (problem: string): UnusableDelivery => ({
  kind: 'unusable',
  reason: 'NOT_JSON',
  problems: [`body: ${problem}`],
});

export const schemaViolated = (problems: readonly string[]): UnusableDelivery => ({
  kind: 'unusable',
  reason: 'SCHEMA_VIOLATED',
  problems,
});
