import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { acknowledgeFinding } from './acknowledge-finding';
import type { NodeFunction } from './node-function';

const interval = Duration.minutes(1);

export interface MinuteRule {
  readonly id: string;
  readonly description: string;
  /** What the function is invoked with. @default the event as EventBridge makes it */
  readonly input?: Readonly<Record<string, string>>;
  /** Why an invocation that fails is neither kept nor repeated. */
  readonly nextMinute: string;
}

/** A rule that invokes the function each minute and does not try again. */
export function runEachMinute(fn: NodeFunction, { id, description, input, nextMinute }: MinuteRule): void {
  const target = new targets.LambdaFunction(fn.function, {
    ...(input && { event: events.RuleTargetInput.fromObject(input) }),
    retryAttempts: 0,
    maxEventAge: interval,
  });
  const schedule = events.Schedule.rate(interval);
  const rule = new events.Rule(fn, id, { description, schedule, targets: [target] });
  acknowledgeFinding(rule, 'Serverless-EventBusDLQ', nextMinute);
}

/**
 * Nor does Lambda try again. A rule's own policy ends where Lambda takes the event over; without this, Lambda would try
 * for six hours.
 */
export function neverRepeat(fn: NodeFunction, nextMinute: string): void {
  fn.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: interval });
  acknowledgeFinding(
    fn.function.node.findChild('EventInvokeConfig'),
    'Serverless-LambdaAsyncFailureDestination',
    nextMinute,
  );
}
