import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { ClaimsTable } from './claims-table';
import { ConfigurationError } from './configuration-error';
import { DependencySecret } from './dependency-secret';
import { EntitiesTable } from './entities-table';
import { IdempotencyTable } from './idempotency-table';
import { IngestFunction } from './ingest-function';
import { ModulePipeline } from './module-pipeline';
import type { FunctionDefaults } from './node-function';
import { QuarantineQueue } from './quarantine-queue';
import { ReleaseFunction } from './release-function';
import { SourceSecret } from './source-secret';
import { keepsState, StateFunction } from './state-function';
import { StateRoute } from './state-route';
import { type CompleteSwitchboardProps, completeProps, type SwitchboardProps } from './switchboard-props';
import { validateHandlers } from './validate-handlers';
import { validateSwitchboardProps } from './validate-switchboard-props';
import { WebhookApi } from './webhook-api';

/** What makes states readable from outside. */
export interface ReadableStates {
  readonly fn: StateFunction;
  readonly route: StateRoute;
}

/**
 * The whole of it: API → ingest → one pipeline for each module, with the tables, secrets and alarms they need; the
 * schedule that releases parked events, and the route that reads states, where modules have such.
 *
 * @throws ConfigurationError if the props cannot be built, with every reason at once.
 */
export class Switchboard extends Construct {
  readonly claims: ClaimsTable;
  readonly entities: EntitiesTable;
  readonly idempotency: IdempotencyTable;
  readonly quarantine: QuarantineQueue;
  readonly ingest: IngestFunction;
  readonly api: WebhookApi;
  /** Absent if no module parks events. */
  readonly release: ReleaseFunction | undefined;
  /** Absent if no module keeps states. */
  readonly state: ReadableStates | undefined;
  /** By the source's name. */
  readonly secrets: ReadonlyMap<string, SourceSecret>;
  /** By the dependency's name; of those that modules name. */
  readonly dependencySecrets: ReadonlyMap<string, DependencySecret>;
  /** By the module's name. */
  readonly modules: ReadonlyMap<string, ModulePipeline>;

  constructor(scope: Construct, id: string, givenProps: SwitchboardProps) {
    super(scope, id);
    ConfigurationError.throwIfAny([
      ...validateSwitchboardProps(givenProps),
      ...(Stack.of(this).bundlingRequired ? validateHandlers(givenProps.modules) : []),
    ]);
    const props = completeProps(givenProps);
    const { deletionProtection, alarmTopic, claimRetention } = props;

    this.claims = new ClaimsTable(this, 'Claims', { deletionProtection });
    this.entities = new EntitiesTable(this, 'Entities', { deletionProtection });
    this.idempotency = new IdempotencyTable(this, 'Idempotency', {
      deletionProtection,
      retention: claimRetention,
    });
    this.quarantine = new QuarantineQueue(this, 'Quarantine', { deletionProtection, alarmTopic });
    this.secrets = this.#secrets(props);
    this.dependencySecrets = this.#dependencySecrets(props);
    this.modules = this.#modules(props);
    this.release = this.#release(props);
    this.ingest = this.#ingest(props);
    this.api = this.#api(props);
    this.state = this.#state(props);
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

  #dependencySecrets(props: CompleteSwitchboardProps): Map<string, DependencySecret> {
    const named = new Set(props.modules.flatMap(({ dependencies = [] }) => dependencies));
    return new Map(
      Object.entries(props.dependencies)
        .filter(([dependency]) => named.has(dependency))
        .map(([dependency, endpoint]) => [
          dependency,
          new DependencySecret(this, `Dependency-${dependency}`, {
            dependency,
            endpoint,
            deletionProtection: props.deletionProtection,
          }),
        ]),
    );
  }

  #modules(props: CompleteSwitchboardProps): Map<string, ModulePipeline> {
    return new Map(
      props.modules.map((manifest) => [
        manifest.name,
        new ModulePipeline(this, `Module-${manifest.name}`, {
          ...props,
          manifest,
          functionDefaults: functionDefaults(props),
          stores: this,
          dependencySecrets: this.#dependenciesOf(manifest),
          alarmTopic: props.alarmTopic,
        }),
      ]),
    );
  }

  #dependenciesOf({ dependencies = [] }: ModuleManifest): DependencySecret[] {
    return dependencies
      .map((name) => this.dependencySecrets.get(name))
      .filter((secret) => secret !== undefined);
  }

  #release(props: CompleteSwitchboardProps): ReleaseFunction | undefined {
    const modules = [...this.modules.values()].filter(({ manifest }) => manifest.policy === 'sequence');
    if (modules.length === 0) return undefined;
    return new ReleaseFunction(this, 'Release', {
      defaults: functionDefaults(props),
      entities: this.entities,
      modules,
      alarmTopic: props.alarmTopic,
    });
  }

  #ingest(props: CompleteSwitchboardProps): IngestFunction {
    return new IngestFunction(this, 'Ingest', {
      ...props,
      defaults: functionDefaults(props),
      claims: this.claims,
      quarantine: this.quarantine,
      modules: [...this.modules.values()],
      secrets: [...this.secrets.values()],
      alarmTopic: props.alarmTopic,
    });
  }

  #api(props: CompleteSwitchboardProps): WebhookApi {
    return new WebhookApi(this, 'Webhook', {
      ...props,
      ...props.throttling,
      ingest: this.ingest,
      retainLogs: props.deletionProtection,
      alarmTopic: props.alarmTopic,
    });
  }

  #state(props: CompleteSwitchboardProps): ReadableStates | undefined {
    const modules = props.modules.filter(keepsState);
    if (modules.length === 0) return undefined;
    const fn = new StateFunction(this, 'State', {
      defaults: functionDefaults(props),
      entities: this.entities,
      modules,
    });
    return { fn, route: new StateRoute(this, 'StateRoute', { api: this.api, state: fn }) };
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
