import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { hydrationDependency } from '../lambdas/contract/hydration';
import { isEventBusSource, isWebhookSource } from '../lambdas/contract/source-definition';
import { ClaimsTable } from './claims-table';
import { ConfigurationError } from './configuration-error';
import { ControlTable } from './control-table';
import { DependencySecret } from './dependency-secret';
import { EntitiesTable } from './entities-table';
import { EventBusIngest } from './event-bus-ingest';
import { GovernorFunction } from './governor-function';
import { GuardFunction, guardTimeout, isGuarded } from './guard-function';
import { GuardQueue } from './guard-queue';
import { Hydration, hydrationIn } from './hydration';
import { IdempotencyTable } from './idempotency-table';
import { IngestFunction } from './ingest-function';
import { IngestHealth } from './ingest-health';
import { ModulePipeline, type ModulePipelineProps } from './module-pipeline';
import type { FunctionDefaults } from './node-function';
import { QuarantineQueue } from './quarantine-queue';
import { ReleaseFunction } from './release-function';
import { RotationFunction } from './rotation-function';
import { SignatureAlarms } from './signature-alarms';
import { SourceSecret } from './source-secret';
import { keepsState, StateFunction } from './state-function';
import { type CompleteSwitchboardProps, completeProps, type SwitchboardProps } from './switchboard-props';
import { completeThrottling } from './throttling';
import { validateHandlers } from './validate-handlers';
import { validateSwitchboardProps } from './validate-switchboard-props';
import { warnOfLikelyMistakes } from './warn-of-likely-mistakes';
import { WebAcl } from './web-acl';
import type { WebhookApi } from './webhook-api';
import { webhookApis } from './webhook-apis';

/**
 * The whole of it: API → ingest → one pipeline for each module, with the tables, secrets and alarms they need; the
 * governor of the API's throttle; where sources have such, the rules on their event buses → an ingest of its own; and
 * where modules take such, the schedule that releases parked events, the guard that pauses what depends on something,
 * and the route that reads states.
 *
 * @throws ConfigurationError if the props cannot be built, with every reason at once.
 */
export class Switchboard extends Construct {
  readonly claims: ClaimsTable;
  readonly entities: EntitiesTable;
  readonly idempotency: IdempotencyTable;
  readonly control: ControlTable;
  readonly quarantine: QuarantineQueue;
  readonly ingest: IngestFunction;
  readonly api: WebhookApi;
  /** Absent if no source has an event bus. */
  readonly eventBusIngest: EventBusIngest | undefined;
  /** Absent if no module parks events. */
  readonly release: ReleaseFunction | undefined;
  /** Absent if no module depends on anything. */
  readonly guard: GuardFunction | undefined;
  readonly governor: GovernorFunction;
  /** Absent if no source posts to a webhook. */
  readonly rotation: RotationFunction | undefined;
  /** Absent if no module keeps states. */
  readonly state: StateFunction | undefined;
  /** By the source's name. */
  readonly secrets: ReadonlyMap<string, SourceSecret>;
  /** By the dependency's name; of those that modules name. */
  readonly dependencySecrets: ReadonlyMap<string, DependencySecret>;
  /** By the module's name. */
  readonly modules: ReadonlyMap<string, ModulePipeline>;
  /** Absent if no platform is configured. */
  readonly hydration: Hydration | undefined;

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
    this.control = new ControlTable(this, 'Control', { deletionProtection });
    this.quarantine = new QuarantineQueue(this, 'Quarantine', { deletionProtection, alarmTopic });
    this.secrets = this.#secrets(props);
    this.dependencySecrets = this.#dependencySecrets(props);
    const guardQueue = this.#guardQueue(props);
    this.modules = this.#modules(props, guardQueue);
    this.hydration = this.#hydration(props, guardQueue);
    this.guard = this.#guard(props, guardQueue);
    this.release = this.#release(props);
    this.ingest = this.#ingest(props);
    this.eventBusIngest = this.#eventBusIngest(props);
    this.api = this.#api(props);
    this.rotation = this.#rotation(props);
    this.state = this.#state(props);
    this.governor = this.#governor(props);
    this.#webAcl(props);
    warnOfLikelyMistakes(this, props);
  }

  #secrets({ sources, deletionProtection }: CompleteSwitchboardProps): Map<string, SourceSecret> {
    return new Map(
      sources
        .filter(isWebhookSource)
        .map((source) => [
          source.name,
          new SourceSecret(this, `Source-${source.name}`, { source, deletionProtection }),
        ]),
    );
  }

  #dependencySecrets(props: CompleteSwitchboardProps): Map<string, DependencySecret> {
    const named = new Set(processedIn(props).flatMap(({ dependencies = [] }) => dependencies));
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

  #guardQueue(props: CompleteSwitchboardProps): GuardQueue | undefined {
    const guarded = processedIn(props).filter(isGuarded);
    if (guarded.length === 0) return undefined;
    return new GuardQueue(this, 'GuardQueue', { guardTimeout: guardTimeout(guarded) });
  }

  #modules(props: CompleteSwitchboardProps, guardQueue: GuardQueue | undefined): Map<string, ModulePipeline> {
    return new Map(
      props.modules.map((manifest) => [
        manifest.name,
        new ModulePipeline(this, `Module-${manifest.name}`, this.#pipelineProps(props, manifest, guardQueue)),
      ]),
    );
  }

  #hydration(props: CompleteSwitchboardProps, guardQueue: GuardQueue | undefined): Hydration | undefined {
    const manifest = hydrationIn(props.modules, props.dependencies);
    const platform = props.dependencies[hydrationDependency];
    if (manifest === undefined || platform === undefined) return undefined;
    return new Hydration(this, 'Hydration', {
      ...this.#pipelineProps(props, manifest, guardQueue),
      manifest,
      platform,
      modules: [...this.modules.values()],
      quarantine: this.quarantine,
    });
  }

  #pipelineProps(
    props: CompleteSwitchboardProps,
    manifest: ModuleManifest,
    guardQueue: GuardQueue | undefined,
  ): ModulePipelineProps {
    return {
      ...props,
      manifest,
      functionDefaults: functionDefaults(props),
      stores: this,
      dependencySecrets: this.#dependenciesOf(manifest),
      breakers: guardQueue && isGuarded(manifest) ? { control: this.control, guardQueue } : undefined,
      alarmTopic: props.alarmTopic,
    };
  }

  #dependenciesOf({ dependencies = [] }: ModuleManifest): DependencySecret[] {
    return dependencies
      .map((name) => this.dependencySecrets.get(name))
      .filter((secret) => secret !== undefined);
  }

  #guard(props: CompleteSwitchboardProps, queue: GuardQueue | undefined): GuardFunction | undefined {
    if (queue === undefined) return undefined;
    return new GuardFunction(this, 'Guard', {
      defaults: functionDefaults(props),
      control: this.control,
      queue,
      timeout: guardTimeout(processedIn(props).filter(isGuarded)),
      modules: [...this.modules.values(), ...(this.hydration ? [this.hydration] : [])].filter(
        ({ manifest }) => isGuarded(manifest),
      ),
      alarmTopic: props.alarmTopic,
    });
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
      entry: webhookApis[props.api].ingestEntry,
      defaults: functionDefaults(props),
      claims: this.claims,
      quarantine: this.quarantine,
      modules: [...this.modules.values()],
      hydration: this.hydration,
      secrets: [...this.secrets.values()],
      alarmTopic: props.alarmTopic,
    });
  }

  #eventBusIngest(props: CompleteSwitchboardProps): EventBusIngest | undefined {
    const sources = props.sources.filter(isEventBusSource);
    if (sources.length === 0) return undefined;
    return new EventBusIngest(this, 'EventBusIngest', {
      ...props,
      sources,
      defaults: functionDefaults(props),
      claims: this.claims,
      quarantine: this.quarantine,
      modules: [...this.modules.values()],
      hydration: this.hydration,
      alarmTopic: props.alarmTopic,
    });
  }

  #rotation(props: CompleteSwitchboardProps): RotationFunction | undefined {
    const secrets = [...this.secrets.values()];
    if (secrets.length === 0) return undefined;
    for (const { source } of secrets) {
      const { alarmTopic } = props;
      new SignatureAlarms(this, `Signatures-${source.name}`, { source: source.name, alarmTopic });
    }
    return new RotationFunction(this, 'Rotation', {
      ...props,
      defaults: functionDefaults(props),
      secrets,
      api: this.api,
      alarmTopic: props.alarmTopic,
    });
  }

  #api(props: CompleteSwitchboardProps): WebhookApi {
    return new webhookApis[props.api](this, 'Webhook', {
      ...props,
      ...props.throttling,
      ingest: this.ingest,
      retainLogs: props.deletionProtection,
      hasWebAcl: props.waf !== undefined,
      alarmTopic: props.alarmTopic,
    });
  }

  #state(props: CompleteSwitchboardProps): StateFunction | undefined {
    const modules = props.modules.filter(keepsState);
    if (modules.length === 0) return undefined;
    const state = new StateFunction(this, 'State', {
      defaults: functionDefaults(props),
      entities: this.entities,
      modules,
    });
    this.api.addStateRoute(state);
    return state;
  }

  #governor(props: CompleteSwitchboardProps): GovernorFunction {
    const { api, claims, control } = this;
    const { sources, alarmTopic } = props;
    const modules = [...this.modules.values()];
    return new GovernorFunction(this, 'Governor', {
      defaults: functionDefaults(props),
      control,
      api,
      throttling: completeThrottling(props.throttling),
      health: new IngestHealth(this, 'IngestHealth', { api, claims, sources, modules, alarmTopic }),
      alarmTopic,
    });
  }

  #webAcl({ waf, throttling }: CompleteSwitchboardProps): void {
    if (waf === undefined) return;
    new WebAcl(this, 'WebAcl', { ...waf, api: this.api, ratePerSecond: throttling.ratePerSecond });
  }
}

/** The modules, and what is processed like one. */
const processedIn = ({ modules, dependencies }: CompleteSwitchboardProps): readonly ModuleManifest[] => {
  const hydration = hydrationIn(modules, dependencies);
  return hydration === undefined ? modules : [...modules, hydration];
};

const functionDefaults = (props: CompleteSwitchboardProps): FunctionDefaults => ({
  architecture: props.architecture,
  logRetention: props.logRetention,
  retainLogs: props.deletionProtection,
  logLevel: props.logLevel,
  tracing: props.tracing,
  endpointOverrides: props.endpointOverrides,
});
