import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import type { EventBusSource } from '../lambdas/contract/source-definition';
import { acknowledgeFinding } from './acknowledge-finding';
import type { ClaimCheckBucket } from './claim-check-bucket';
import type { ClaimsTable } from './claims-table';
import { EventBusFailures } from './event-bus-failures';
import { EventBusRule } from './event-bus-rule';
import type { ModulePipeline } from './module-pipeline';
import { NodeFunction, type FunctionDefaults } from './node-function';
import type { QuarantineQueue } from './quarantine-queue';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm';

/** Nobody waits for an answer: long enough for slow services, short enough to try again soon. */
const timeout = Duration.seconds(30);

/** How often and how long Lambda tries: its own defaults, and the most there is of either. */
const retries = { retryAttempts: 2, maxEventAge: Duration.hours(6) } as const;

export interface EventBusIngestProps {
  readonly defaults: FunctionDefaults;
  /** Those with an event bus. At least one. */
  readonly sources: readonly EventBusSource[];
  readonly claims: ClaimsTable;
  readonly quarantine: QuarantineQueue;
  readonly payloads: ClaimCheckBucket;
  readonly modules: readonly ModulePipeline[];
  /** Where truncated events go. Absent: there is no platform to complete them from. */
  readonly hydration: ModulePipeline | undefined;
  readonly claimRetention: Duration;
  readonly deletionProtection: boolean;
  readonly alarmTopic: ITopic | undefined;
}

/**
 * Receives what sources put on their partner event buses and ingests it as the webhook does. A function of its own: a
 * flood at one door does not slow the other, and this one may read no secret.
 *
 * What fails is tried again by Lambda, and kept after that. The mapping from there back to the function is disabled; an
 * operator enables it to put events back.
 */
export class EventBusIngest extends NodeFunction {
  readonly failures: EventBusFailures;
  /** Puts failed events back while it is enabled. */
  readonly redrive: lambda.EventSourceMapping;
  /** By the source's name. */
  readonly rules: ReadonlyMap<string, EventBusRule>;
  readonly errorAlarm: RunbookAlarm;
  readonly lostAlarm: RunbookAlarm;

  constructor(scope: Construct, id: string, props: EventBusIngestProps) {
    super(scope, id, {
      defaults: props.defaults,
      entry: 'ingest/event-bus/handler.ts',
      description: 'Switchboard ingest from event buses: claim, hand-over to the modules.',
      serviceName: 'event-bus-ingest',
      timeout,
      // As ingest behind the API has it.
      memoryMiB: 512,
      environment: {
        [environment.sources]: JSON.stringify(props.sources),
        [environment.modules]: props.modules.map(({ manifest }) => manifest.name).join(','),
        [environment.claimRetentionHours]: String(props.claimRetention.toHours()),
      },
      noDeadLetterQueueBecause: 'Failed asynchronous invocations go to an on-failure destination instead.',
    });
    props.claims.grantClaim(this);
    props.quarantine.grantSend(this);
    props.payloads.grantKeep(this);
    for (const module of props.modules) module.grantSend(this);
    props.hydration?.grantSend(this);
    this.failures = new EventBusFailures(this, 'Failures', { ...props, timeout });
    this.function.configureAsyncInvoke({ ...retries, onFailure: this.failures.destinationOf(this) });
    this.redrive = this.#redrive();
    this.rules = this.#rules(props);
    this.errorAlarm = this.#errorAlarm(props.alarmTopic);
    this.lostAlarm = this.#lostAlarm(props.alarmTopic);
  }

  #redrive(): lambda.EventSourceMapping {
    this.failures.grantReceive(this);
    const mapping = new lambda.EventSourceMapping(this, 'Redrive', {
      target: this.function,
      eventSourceArn: this.failures.queue.queueArn,
      enabled: false,
      batchSize: 10,
      reportBatchItemFailures: true,
      // The fewest there can be: what is put back does not crowd out what comes in.
      maxConcurrency: 2,
    });
    acknowledgeFinding(
      mapping,
      'Serverless-LambdaEventSourceMappingDestination',
      'Mappings of SQS queues take no destination: what fails again stays in the queue.',
    );
    return mapping;
  }

  #rules({ sources, alarmTopic }: EventBusIngestProps): ReadonlyMap<string, EventBusRule> {
    return new Map(
      sources.map((source) => [
        source.name,
        new EventBusRule(this, `Bus-${source.name}`, {
          source,
          ingest: this,
          failures: this.failures,
          alarmTopic,
        }),
      ]),
    );
  }

  #errorAlarm(topic: ITopic | undefined): RunbookAlarm {
    return new RunbookAlarm(this, 'ErrorAlarm', {
      metric: this.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      // One alone is made up for by a retry.
      threshold: 3,
      meaning:
        'Events from event buses fail in ingest again and again; Lambda tries each of them three times.',
      runbook: 'event-bus-errors',
      topic,
    });
  }

  #lostAlarm(topic: ITopic | undefined): RunbookAlarm {
    return new RunbookAlarm(this, 'LostAlarm', {
      metric: this.function.metric('DestinationDeliveryFailures', { period: alarmPeriod, statistic: 'Sum' }),
      threshold: 1,
      meaning: 'Lambda gave up on an event from an event bus and could not keep it: it is lost.',
      runbook: 'event-bus-lost',
      topic,
    });
  }
}
