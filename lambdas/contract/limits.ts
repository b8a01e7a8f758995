/** Largest body that is accepted, unless configured lower. 1 MiB. */
export const maxBodyBytes = 1_048_576;

/** Largest SQS message, its attributes included. Source: SQS quotas, FIFO queues too. */
export const maxQueueMessageBytes = 1_048_576;

/** A claim must outlive every way in which its event can come back; below a day it cannot. */
export const minClaimRetentionHours = 24;

/** 35 days: 4 days of sender retries, then 14 days in a queue, then 14 days in its DLQ, and a reserve. */
export const defaultClaimRetentionHours = 35 * 24;

/** Deliveries of one message before SQS moves it to the DLQ by itself. */
export const maxReceiveCount = 3;

/** SQS: visibility timeout of a queue that feeds a function, in multiples of the function's timeout. */
export const visibilityTimeoutFactor = 6;

/** Lambda's largest batch for a FIFO queue. */
export const fifoBatchSize = 10;
