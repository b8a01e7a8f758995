/**
 * Message attributes that say why a message lies in a DLQ: with the body's `encoding` ten, which is all that SQS
 * allows. None of them comes from an event's data. A message that SQS itself moved there has none but `encoding`.
 */
export const deadLetterAttributes = {
  module: 'module',
  /** One of `failureCauses`. */
  cause: 'cause',
  /** Class of the error that ended it. */
  errorName: 'errorName',
  /** Counted failures, the last one included. */
  attempts: 'attempts',
  /** RFC 3339. */
  firstFailedAt: 'firstFailedAt',
  lastFailedAt: 'lastFailedAt',
  /** Percent-encoded, because an id may hold what an attribute must not. */
  eventId: 'eventId',
  /** Percent-encoded. */
  eventType: 'eventType',
  /** Type of the entity and hash of its id, `call/<FIFO group>`; the id itself may be a person's. */
  entity: 'entity',
} as const;
