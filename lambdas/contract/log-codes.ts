/**
 * Every line the functions log carries one of these codes as its message. The fields that may stand
 * beside it are the ones of `LogFields`, and no others: none of them comes from an event's data.
 */
export const logCodes = [
  'EVENT_ACCEPTED',
  'EVENT_DUPLICATE',
  'EVENT_IGNORED',
  'EVENT_QUARANTINED',
  'ID_REUSED',
  'SIGNATURE_REJECTED',
  'REQUEST_REFUSED',
  'INGEST_UNAVAILABLE',
  'EVENT_BUS_UNKNOWN',
  'REDRIVE_FAILED',
  'SECRET_REFRESH_FAILED',
  'ROTATION_STEP_DONE',
  'ROTATION_STEP_FAILED',
  'EVENT_APPLIED',
  'EVENT_STALE',
  'EVENT_PARKED',
  'EVENT_GAP',
  'EVENT_LATE',
  'EVENT_REPLAYED',
  'EVENT_FAILED',
  'EVENT_DEFERRED',
  'EVENT_DEAD_LETTERED',
  'VISIBILITY_NOT_SET',
  'BREAKER_OPENED',
  'BREAKER_PROBED',
  'BREAKER_CLOSED',
  'BREAKER_UNAVAILABLE',
  'MODULE_PAUSED',
  'MODULE_RESUMED',
  'MODULE_STAYS_PAUSED',
  'GUARD_STEP_FAILED',
  'THROTTLE_LOWERED',
  'THROTTLE_RAISED',
  'THROTTLE_STAYS_LOWERED',
  'RELEASE_PROCESSED',
  'RELEASES_SENT',
  'STATE_READ',
  'STATE_UNAVAILABLE',
] as const;

export type LogCode = (typeof logCodes)[number];

export interface LogFields {
  readonly source?: string;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly module?: string;
  /** Modules that were sent the event. */
  readonly modules?: readonly string[];
  /** Hash of the entity, the FIFO group of its messages; the id itself may be a person's. */
  readonly entityHash?: string;
  readonly messageId?: string;
  readonly receiveCount?: number;
  /** Counted failures of the event in the module. */
  readonly attempts?: number;
  readonly status?: number;
  /** A reason from a fixed list, such as `NOT_JSON`. */
  readonly reason?: string;
  /** The step that failed, such as `claim`. */
  readonly step?: string;
  /** Name of an error's class. Its message may quote data and is never logged. */
  readonly errorName?: string;
  readonly bodyBytes?: number;
  readonly bodyHash?: string;
  readonly durationMs?: number;
  /** How many of what the code names. */
  readonly count?: number;
  /** One of `failureCauses`. */
  readonly cause?: string;
  /** Name of a system outside that a module calls. */
  readonly dependency?: string;
  /** When it is tried again, from now on. */
  readonly delaySeconds?: number;
  /** What the API lets through. */
  readonly ratePerSecond?: number;
  readonly burst?: number;
  /** Names of alarms that are on. */
  readonly alarms?: readonly string[];
}

/** The same names as values, so that the log can drop whatever else an object carries. */
export const logFieldNames = [
  'source',
  'eventId',
  'eventType',
  'module',
  'modules',
  'entityHash',
  'messageId',
  'receiveCount',
  'attempts',
  'status',
  'reason',
  'step',
  'errorName',
  'bodyBytes',
  'bodyHash',
  'durationMs',
  'count',
  'cause',
  'dependency',
  'delaySeconds',
  'ratePerSecond',
  'burst',
  'alarms',
] as const satisfies readonly (keyof LogFields)[];
