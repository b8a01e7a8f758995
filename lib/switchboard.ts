import { Annotations, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ClaimsTable } from './claims-table';
import { ConfigurationError } from './configuration-error';
import { EntitiesTable } from './entities-table';
import { IngestFunction } from './ingest-function';
import { ModulePipeline } from './module-pipeline';
import type { FunctionDefaults } from './node-function';
import { QuarantineQueue } from './quarantine-queue';
import { SourceSecret } from './source-secret';
import { type CompleteSwitchboardProps, completeProps, type SwitchboardProps } from './switchboard-props';
import { validateSwitchboardProps } from './validate-switchboard-props';
import { WebhookApi } from './webhook-api';

/**
 * The whole of it: API → ingest → one pipeline for each module, with the tables, secrets and alarms they need.
 *
 * @throws ConfigurationError if the props cannot be built, with every reason at once.
 */
export class Switchboard extends Construct {
  readonly claims: ClaimsTable;
  readonly entities: EntitiesTable;
  readonly quarantine: QuarantineQueue;
  readonly ingest: IngestFunction;
  readonly api: WebhookApi;
  /** By the source's name. */
  readonly secrets: ReadonlyMap<string, SourceSecret>;
  /** By the module's name. */
  readonly modules: ReadonlyMap<string, ModulePipeline>;

  constructor(scope: Construct, id: string, givenProps: SwitchboardProps) {
    super(scope, id);
    ConfigurationError.throwIfAny(validateSwitchboardProps(givenProps));
    const props = completeProps(givenProps);
    const { deletionProtection, alarmTopic } = props;
    const defaults = functionDefaults(props);

    this.claims = new ClaimsTable(this, 'Claims', { deletionProtection });
    this.entities = new EntitiesTable(this, 'Entities', { deletionProtection });
    this.quarantine = new QuarantineQueue(this, 'Quarantine', { deletionProtection, alarmTopic });
    this.secrets = this.#secrets(props);
    this.modules = this.#modules(props, defaults);
    this.ingest = new IngestFunction(this, 'Ingest', {
      defaults,
      claims: this.claims,
      quarantine: this.quarantine,
      modules: [...this.modules.values()],
      secrets: [...this.secrets.values()],
      claimRetention: props.claimRetention,
      maxBodyBytes: props.maxBodyBytes,
      alarmTopic,
    });
    this.api = new WebhookApi(this, 'Webhook', {
      ...props,
      ...props.throttling,
      ingest: this.ingest,
      retainLogs: deletionProtection,
      alarmTopic,
    });
    this.#warn(props);
  }

  #secrets({ sources, deletionProtection }: CompleteSwitchboardProps): Map<string, SourceSecret> {
    return new Map(
      sources.map((source) => [
        source.name,
        new SourceSecret(this, `Source-${source.name}`, { source, deletionProtection }),
      ]),
    );
  }

  #modules(props: CompleteSwitchboardProps, functionDefaults: FunctionDefaults): Map<string, ModulePipeline> {
    const { deletionProtection, alarmTopic } = props;
    return new Map(
      props.modules.map((manifest) => {
        const pipeline = new ModulePipeline(this, `Module-${manifest.name}`, {
          manifest,
          functionDefaults,
          deletionProtection,
          alarmTopic,
        });
        this.claims.grantMarkOutcome(pipeline.processor);
        this.entities.grantCommit(pipeline.processor);
        return [manifest.name, pipeline];
      }),
    );
  }

  /** What can be built and still is likely to be a mistake. */
  #warn({ claimRetention, deletionProtection, alarmTopic }: CompleteSwitchboardProps): void {
    if (claimRetention.toHours() < longestWayBack.toHours()) {
      Annotations.of(this).addWarningV2(
        'switchboard:claimRetention',
        `Claims are kept for ${claimRetention.toHours()} hours, but an event can come back for ${longestWayBack.toDays()} days (4 of sender retries, 14 in a queue, 14 in its DLQ) and would then be accepted again: keep claims longer.`,
      );
    }
    if (deletionProtection && alarmTopic === undefined) {
      Annotations.of(this).addWarningV2(
        'switchboard:alarmTopic',
        'Nobody is told when an alarm goes off: give the prop alarmTopic, or -c alarmTopicArn=<ARN of an SNS topic> at the command line.',
      );
    }
  }
}

/** Sender retries, then the longest stay in a queue, then in its DLQ. */
const longestWayBack = Duration.days(4 + 14 + 14);

const functionDefaults = (props: CompleteSwitchboardProps): FunctionDefaults => ({
  architecture: props.architecture,
  logRetention: props.logRetention,
  retainLogs: props.deletionProtection,
  logLevel: props.logLevel,
  tracing: props.tracing,
  endpointOverrides: props.endpointOverrides,
});
