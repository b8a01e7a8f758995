import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import { secretRefetchSeconds } from '../lambdas/contract/limits';
import type { ClaimsTable } from './claims-table';
import type { ModulePipeline } from './module-pipeline';
import { NodeFunction, type FunctionDefaults } from './node-function';
import type { QuarantineQueue } from './quarantine-queue';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm';
import type { SourceSecret } from './source-secret';

/** Name of the service in ingest's logs and metrics. */
export const ingestServiceName = 'ingest';

export interface IngestFunctionProps {
  readonly defaults: FunctionDefaults;
  /** Of the kind of API that invokes it. */
  readonly entry: string;
  readonly claims: ClaimsTable;
  readonly quarantine: QuarantineQueue;
  readonly modules: readonly ModulePipeline[];
  /** Where truncated events go. Absent: there is no platform to complete them from. */
  readonly hydration: ModulePipeline | undefined;
  readonly secrets: readonly SourceSecret[];
  readonly claimRetention: Duration;
  /** How long the previous secret of a source is accepted beside the current one. */
  readonly secretOverlap: Duration;
  readonly maxBodyBytes: number;
  readonly alarmTopic: ITopic | undefined;
}

/** Receives deliveries, proves them, claims each event once, and sends it to the modules that want it. */
export class IngestFunction extends NodeFunction {
  readonly errorAlarm: RunbookAlarm;

  constructor(scope: Construct, id: string, props: IngestFunctionProps) {
    super(scope, id, {
      defaults: props.defaults,
      entry: props.entry,
      description: 'Switchboard ingest: signature, claim, hand-over to the modules.',
      serviceName: ingestServiceName,
      // Longer than API Gateway waits (5 s) and than the function's own deadline (4 s): a limit that never decides.
      timeout: Duration.seconds(6),
      // A share of a processor comes with the memory: half a gigabyte keeps a cold start within the deadline.
      memoryMiB: 512,
      environment: {
        [environment.sources]: JSON.stringify(props.secrets.map(({ source }) => source)),
        [environment.modules]: props.modules.map(({ manifest }) => manifest.name).join(','),
        [environment.claimRetentionHours]: String(props.claimRetention.toHours()),
        [environment.secretOverlapHours]: String(props.secretOverlap.toHours()),
        [environment.secretRefetchSeconds]: String(secretRefetchSeconds),
        [environment.maxBodyBytes]: String(props.maxBodyBytes),
      },
    });
    props.claims.grantClaim(this);
    props.quarantine.grantSend(this);
    for (const module of props.modules) module.grantSend(this);
    props.hydration?.grantSend(this);
    for (const secret of props.secrets) secret.grantRead(this);
    this.errorAlarm = new RunbookAlarm(this, 'ErrorAlarm', {
      metric: this.function.metricErrors({ period: alarmPeriod, statistic: 'Sum' }),
      threshold: 1,
      meaning: 'The ingest function crashed or ran out of time; senders were told to try again.',
      runbook: 'ingest-errors',
      topic: props.alarmTopic,
    });
  }
}
