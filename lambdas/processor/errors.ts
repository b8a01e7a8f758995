import { DeferredError, PermanentError } from '../core/failure/errors';

/** An event reached a module that does not know what to do with it. */
export class MisroutedEventError extends Error {
  override readonly name = 'MisroutedEventError';
}

/** A module's `apply` gave something else than an object. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
}

/** Others committed the same entity again and again meanwhile. */
export class ConcurrentCommitError extends DeferredError {
  override readonly name = 'ConcurrentCommitError';
}

/**
 * The same effect runs in another process, or did when that died. It is over when that process's time is, so the event
 * is tried again, and none of it is the event's fault.
 */
export class EffectInProgressError extends DeferredError {
  override readonly name = 'EffectInProgressError';
}

/** The processor died with the event again and again. */
export class ProcessorDiedError extends PermanentError {
  override readonly name = 'ProcessorDiedError';
  override readonly failureCause = 'PROCESSOR_DIED';
}

/** The data of an event, which was too large for its message, is gone or not what it was. */
export class DataGoneError extends PermanentError {
  override readonly name = 'DataGoneError';
  override readonly failureCause = 'DATA_GONE';
}

/** The envelope of a parked event is gone. */
export class ParkedEventMissingError extends Error {
  override readonly name = 'ParkedEventMissingError';
}
