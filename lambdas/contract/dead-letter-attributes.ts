/** Message attributes that say why a message lies in a DLQ. None of them comes from an event's data. */
export const deadLetterAttributes = {
  module: 'module',
  /** Class of the error that ended it. */
  cause: 'cause',
  /** Counted failures. */
  attempts: 'attempts',
  /** RFC 3339. */
  failedAt: 'failedAt',
  eventId: 'eventId',
  eventType: 'eventType',
} as const;
