import { failureCauses } from '../../lambdas/contract/failure-cause';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import type { Entity } from '../../lambdas/core/entity';
import type { Envelope } from '../../lambdas/core/envelope';

/**
 * Why a message lies in a DLQ.
 *
 * - one of `failureCauses`: the processor gave it up, and said why
 * - `RECEIVED_TOO_OFTEN`: SQS moved it by itself; nobody said anything
 * - `UNKNOWN`: somebody gave a cause that this version does not know
 */
export const deadLetterCauses = [...failureCauses, 'RECEIVED_TOO_OFTEN', 'UNKNOWN'] as const;

export type DeadLetterCause = (typeof deadLetterCauses)[number];

/** A module with its queue and its DLQ. */
export interface ModuleQueue {
  readonly manifest: ModuleManifest;
  readonly queueUrl: string;
  readonly dlqUrl: string;
}

/** A message in a module's DLQ. */
export interface DeadLetter {
  readonly module: string;
  /** Of the message in the DLQ; another one each time that the event comes there. */
  readonly messageId: string;
  /** What its body holds: an event, a request to release an entity's parked events, or nothing that can be read. */
  readonly kind: 'event' | 'release' | 'undecodable';
  readonly cause: DeadLetterCause;
  /** Class of the error that ended it. */
  readonly errorName?: string;
  /** Counted failures, the last one included. */
  readonly attempts?: number;
  /** RFC 3339, as the processor noted it. */
  readonly firstFailedAt?: string;
  readonly lastFailedAt?: string;
  /** When it came into the DLQ, RFC 3339. */
  readonly sentAt: string;
  /** Since it last failed; if nobody noted that, since it came into the DLQ. */
  readonly ageSeconds: number;
  readonly source?: string;
  readonly eventId?: string;
  /** The event's type. */
  readonly type?: string;
  /** Absent with the policy `none`, and where the body does not tell it: its data may lie elsewhere. */
  readonly entity?: Entity;
  /** Its FIFO group. */
  readonly groupId: string;
  /** Size of the body. */
  readonly bytes: number;
  /** Where the event's data lies, `s3://<bucket>/<key>`, if it was too large for a message. */
  readonly dataref?: string;
  /** Only when it was asked for: it may be about people. */
  readonly content?: DeadLetterContent;
}

export interface DeadLetterContent {
  /** As it lies in the queue. */
  readonly body: string;
  /** `gzip`: base64 of compressed JSON. */
  readonly encoding?: string;
  /** The event, if the body holds one; data that lies elsewhere is there when one letter is shown. */
  readonly envelope?: Envelope;
}
