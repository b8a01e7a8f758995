/**
 * Why an event was given up, put off or tried again. Stands in logs and in a DLQ message's attribute `cause`.
 *
 * - `PERMANENT`: the module says that no attempt can succeed
 * - `SCHEMA`: the event's data is not what the module's schema accepts
 * - `REJECTED`: an answer over HTTP refuses this very request (400, 404, 410, 413, 415, 422)
 * - `RECORD_NOT_FOUND`: the platform has no record of the event's resource
 * - `FORBIDDEN`: this client may not read that record
 * - `RECORD_TOO_LARGE`: with its record the event fits into no message
 * - `UNDECODABLE`: the message holds neither an event nor a release
 * - `DATA_GONE`: its data, too large for a message, is not where the message says, or is not what it was
 * - `TRANSIENT`: the module says that another attempt may succeed
 * - `UNEXPECTED`: anything else that was thrown
 * - `TIMEOUT`: the module was not done when its time was over
 * - `DEPENDENCY_FAILED`: a call of a dependency failed, by no fault that is known of the event
 * - `DEPENDENCY_UNAVAILABLE`: its breaker is open, so it was not called
 * - `RATE_LIMITED`: it may not be called more often now
 * - `STORE_UNAVAILABLE`: a table or queue of ours could not be used
 * - `BUSY`: the same event or entity is worked on elsewhere
 * - `PROCESSOR_DIED`: the processor died with it again and again
 */
export const failureCauses = [
  'PERMANENT',
  'SCHEMA',
  'REJECTED',
  'RECORD_NOT_FOUND',
  'FORBIDDEN',
  'RECORD_TOO_LARGE',
  'UNDECODABLE',
  'DATA_GONE',
  'TRANSIENT',
  'UNEXPECTED',
  'TIMEOUT',
  'DEPENDENCY_FAILED',
  'DEPENDENCY_UNAVAILABLE',
  'RATE_LIMITED',
  'STORE_UNAVAILABLE',
  'BUSY',
  'PROCESSOR_DIED',
] as const;

export type FailureCause = (typeof failureCauses)[number];
