import { Duration, Names } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { EventBusSource } from '../lambdas/contract/source-definition';
import type { EventBusFailures } from './event-bus-failures';
import type { NodeFunction } from './node-function';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm';

/** How long EventBridge tries to hand an event to Lambda: its own default, and the most there is. */
const delivery = { maxEventAge: Duration.hours(24), retryAttempts: 185 } as const;

export interface EventBusRuleProps {
  readonly source: EventBusSource;
  /** Takes the events. */
  readonly ingest: NodeFunction;
  /** Keeps those that EventBridge cannot hand over. */
  readonly failures: EventBusFailures;
  readonly alarmTopic: ITopic | undefined;
}

/** Hands what a source puts on its partner event bus to ingest, and nothing else that may be on that bus. */
export class EventBusRule extends Construct {
  readonly rule: events.Rule;
  readonly lostAlarm: RunbookAlarm;

  constructor(scope: Construct, id: string, { source, ingest, failures, alarmTopic }: EventBusRuleProps) {
    super(scope, id);
    // Known without a reference: what `Ref` gives of a rule has its bus in front.
    const ruleName = Names.uniqueResourceName(this, {
      maxLength: 64,
      separator: '-',
      allowedSpecialCharacters: '-',
    });
    this.rule = new events.Rule(this, 'Rule', {
      ruleName,
      description: `Hands the events of ${source.name} to Switchboard.`,
      eventBus: events.EventBus.fromEventBusName(this, 'Bus', source.eventBus),
      eventPattern: { source: [source.eventBus] },
      targets: [
        new targets.LambdaFunction(ingest.function, { ...delivery, deadLetterQueue: failures.queue }),
      ],
    });
    this.lostAlarm = new RunbookAlarm(this, 'LostAlarm', {
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Events',
        metricName: 'InvocationsFailedToBeSentToDlq',
        dimensionsMap: { EventBusName: source.eventBus, RuleName: ruleName },
        statistic: 'Sum',
        period: alarmPeriod,
      }),
      threshold: 1,
      meaning: `EventBridge could neither hand an event of ${source.name} to ingest nor keep it: it is lost.`,
      runbook: 'event-bus-lost',
      topic: alarmTopic,
    });
  }
}
