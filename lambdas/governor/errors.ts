import type { GovernorFailure } from './governor-run';

/** The function was invoked with what neither an alarm nor the rule sends. */
export class UnknownInvocationError extends Error {
  override readonly name = 'UnknownInvocationError';

  /** @param input the function's input as JSON */
  constructor(input: string) {
    super(
      `The function was invoked with ${input}. It takes what CloudWatch sends when one of its alarms changes, and a ` +
        'scheduled event of EventBridge; invoke it with {"source":"aws.events","detail-type":"Scheduled Event"}.',
    );
  }
}

/** An alarm that the governor was not told to listen to has invoked it. */
export class UnknownAlarmError extends Error {
  override readonly name = 'UnknownAlarmError';

  constructor(alarm: string, known: readonly string[]) {
    super(
      `The alarm "${alarm}" has invoked the function, which listens to ${known.join(', ')}. Whether another one is ` +
        'still on it cannot find out. Name the alarm in GOVERNOR, or take the function out of its actions.',
    );
  }
}

/**
 * A run could not do all it should have. Nothing is lost: invoked again, it does the rest. It has no `cause`: Lambda
 * logs what a function throws.
 */
export class GovernorIncompleteError extends Error {
  override readonly name = 'GovernorIncompleteError';
  readonly failures: readonly GovernorFailure[];

  constructor(failures: readonly GovernorFailure[]) {
    const what = failures.map(({ step, errorName }) => `${errorName} in the step "${step}"`).join(', ');
    super(`The throttle may not be as it should: ${what}. The next run sees to it.`);
    this.failures = failures;
  }
}
