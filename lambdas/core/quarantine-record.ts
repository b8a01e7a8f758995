import { instantFromEpochMs } from './instant';

/**
 * Why a signed body is kept aside.
 *
 * - `NOT_JSON`, `SCHEMA_VIOLATED`: it is not an event
 * - `ENTITY_MISSING`: a module wants its type and cannot tell which entity it is about
 * - `TRUNCATED`: it is not all there is, and there is no way to learn the rest
 * - `ID_REUSED`: every module is done with an event of this id, and that one had another body
 */
export type QuarantineReason = 'NOT_JSON' | 'SCHEMA_VIOLATED' | 'ENTITY_MISSING' | 'TRUNCATED' | 'ID_REUSED';

/** What lies in the quarantine queue, as JSON. */
export interface QuarantineRecord {
  readonly reason: QuarantineReason;
  /** What is wrong, in words; never a value from the body. */
  readonly problems: readonly string[];
  readonly source: string;
  /** RFC 3339. */
  readonly receivedtime: string;
  /** SHA-256 of the raw body, in hex. */
  readonly bodyhash: string;
  /** The raw body. The name is the one CloudEvents gives to binary data in JSON. */
  readonly data_base64?: string;
  /** Where it lies, compressed, when it is too large for a message. */
  readonly dataref?: string;
}

export interface QuarantinedDelivery {
  readonly reason: QuarantineReason;
  readonly problems: readonly string[];
  readonly source: string;
  readonly rawBody: Uint8Array;
  readonly receivedMs: number;
  readonly bodyHash: string;
}

/** @param dataref where the body lies. Default: it stands in the record */
export const quarantineRecord = (kept: QuarantinedDelivery, dataref?: string): QuarantineRecord => ({
  reason: kept.reason,
  problems: kept.problems,
  source: kept.source,
  receivedtime: instantFromEpochMs(kept.receivedMs),
  bodyhash: kept.bodyHash,
  ...(dataref === undefined ? { data_base64: Buffer.from(kept.rawBody).toString('base64') } : { dataref }),
});
