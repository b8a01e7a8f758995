/** An event that does not come from an event bus of any source. Nobody but an operator can tell whose it is. */
export class UnknownEventBusError extends Error {
  override readonly name = 'UnknownEventBusError';

  constructor() {
    super(
      'The event does not come from the event bus of a known source. Name the bus as eventBus of a source.',
    );
  }
}

/** A message of the failure queue in which there is no event. */
export class NoFailedEventError extends Error {
  override readonly name = 'NoFailedEventError';

  constructor() {
    super('The message holds neither a failed invocation nor an event.');
  }
}
