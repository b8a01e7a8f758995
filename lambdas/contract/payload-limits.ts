import { maxQueueMessageBytes } from './limits';

/** Where an event's data travels, by the size of its message. */
export interface PayloadLimits {
  /** A message up to this size is plain JSON, in bytes. */
  readonly inlineBytes: number;
  /**
   * A message up to this size carries its event's data: compressed if it is over `inlineBytes` and that makes it
   * smaller. Beyond it the data lies in S3, and the message says where. In bytes, as the body stands in the queue.
   */
  readonly claimCheckBytes: number;
}

/**
 * Room for the attributes of a message, which count as part of it: those of one in a DLQ take about 4 KB when its
 * event's id and type are as long and as foreign as they may be.
 */
const attributeRoomBytes = 8 * 1024;

/** Largest body of a message that can still go to a DLQ with its cause beside it. */
export const maxMessageBodyBytes = maxQueueMessageBytes - attributeRoomBytes;

/** Smallest `claimCheckBytes`: an envelope without its data has to fit, however long its texts are. */
export const minClaimCheckBytes = 32 * 1024;

/**
 * What costs least, in dollars for a million events of which `n` modules each get a message of `c` chunks:
 *
 *     in the queue   n · 2c · 0.50                              each chunk is sent and received
 *     in S3          n · 2 · 0.50 + 5.00 + n · 0.40 + 1.21 c    one chunk sent and received, one put, n gets, storage
 *
 * A deletion costs the same in both. SQS bills a call for each begun 64 KiB of what it carries, $0.50 a million with
 * FIFO; S3 $5.00 a million puts, $0.40 a million gets, $0.023 a GB and month. An object has three quarters of the bytes
 * (no base64) and stays for 35 days: 0.75 · 61 GB · 0.023 · 35/30.4 = 1.21 for a million objects of one chunk. Prices
 * of us-east-1, November 2026. S3 is cheaper from
 *
 *     c = (5 + 1.4 n) / (n − 1.21)      n = 1: never    2: 10    3: 6    4: 4    10: 3 chunks (rounded up)
 *
 * - `inlineBytes`: one chunk, the least that is billed. Below it compression gains nothing and costs time.
 * - `claimCheckBytes`: 10 chunks. Of the modules that come with Switchboard two at most get the same event. One more
 *   chunk in the queue costs 2 cents a million events and module; one store less that has to answer is worth more.
 */
export const defaultPayloadLimits: PayloadLimits = { inlineBytes: 64 * 1024, claimCheckBytes: 640 * 1024 };

/** How the keys of all objects for what is too large for a message begin. */
export const payloadPrefix = 'payloads/';
