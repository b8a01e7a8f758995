/** Largest body that is accepted, unless configured lower. 1 MiB. */
export const maxBodyBytes = 1_048_576;

/** Largest SQS message, its attributes included. Source: SQS quotas, FIFO queues too. */
export const maxQueueMessageBytes = 1_048_576;

/** A claim must outlive every way in which its event can come back; below a day it cannot. */
export const minClaimRetentionHours = 24;

/** Ten years. */
export const maxClaimRetentionHours = 10 * 365 * 24;

/** 35 days: 4 days of sender retries, then 14 days in a queue, then 14 days in its DLQ, and a reserve. */
export const defaultClaimRetentionHours = 35 * 24;

/** How long a source's previous secret is accepted beside its current one, unless configured otherwise. A week. */
export const defaultSecretOverlapHours = 7 * 24;
export const minSecretOverlapHours = 1;
/** A year. */
export const maxSecretOverlapHours = 365 * 24;

/** The end of an overlap is announced from so many hours before on, for as long as the previous secret is in use. */
export const secretOverlapWarningHours = 48;

/** Deliveries with wrong signatures, however many, make an environment of ingest look for newer secrets once in this. */
export const secretRefetchSeconds = 30;

/**
 * How long a rotation waits between making a new secret and relying on it. Every environment of ingest may look again
 * by then, also one that has spent its look just before; 5 seconds are left for calls and for Secrets Manager's
 * replicas.
 */
export const rotationSettleSeconds = secretRefetchSeconds + 5;

/** Characters of an entity's id. A longer one is none. */
export const maxEntityIdLength = 256;

/** Counted failures of an event before its processor sends it to the DLQ, unless its module says otherwise. */
export const defaultMaxAttempts = 3;

/**
 * Deliveries of one message before SQS moves it to the DLQ by itself: the last backstop, and the most that SQS allows.
 * Deliveries count for the innocent too: for what stands behind a failure of its group, for what is put off while a
 * dependency is down, and for what is received by a function that dies. The processor counts failures itself.
 */
export const maxReceiveCount = 1000;

/**
 * From this delivery on a message is suspected of killing its processor: it is processed alone, and that it was begun
 * is noted beforehand.
 */
export const suspectReceiveCount = 4;

/** How often a suspected message may be begun without an end before its processor gives it up. */
export const maxUnfinishedTries = 5;

/** SQS: visibility timeout of a queue that feeds a function, in multiples of the function's timeout. */
export const visibilityTimeoutFactor = 6;

/** Lambda's largest batch for a FIFO queue. */
export const fifoBatchSize = 10;

/** How long events that belong before an event are waited for, unless its module says otherwise. */
export const defaultWindowSeconds = 60;

/** Parked events of one entity; with one more, the first of them is released. */
export const maxParkedEvents = 128;
/** All parked events of one entity together, as they are stored. */
export const maxParkedBytes = 8 * 1024 * 1024;

/**
 * A state of a module with policy `sequence`, as JSON. Two of them, the open events and the index of the parked ones
 * stand in one item, which may have 400 KB.
 */
export const maxStateBytes = 100 * 1024;

/** Applied events of one entity that can still be overtaken, and with them the state before the first of them. */
export const maxOpenEvents = 32;
/** All open events of one entity and the state before them together, as JSON. DynamoDB's item may have 400 KB. */
export const maxOpenBytes = 128 * 1024;

/** Events that one commit applies at most; what is left follows in the next. */
export const maxEventsPerCommit = 100;

/** Envelopes of parked events that one commit takes into memory at most, as JSON; one alone may be larger. */
export const maxBytesPerCommit = 4 * 1024 * 1024;
