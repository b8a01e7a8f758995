import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { isWebhookSource } from '../lambdas/contract/source-definition';
import { ClaimCheckBucket } from './claim-check-bucket';
import { ClaimsTable } from './claims-table';
import { ConfigurationError } from './configuration-error';
import { ControlTable } from './control-table';
import { DependencySecret } from './dependency-secret';
import { EntitiesTable } from './entities-table';
import { GovernorFunction } from './governor-function';
import { GuardFunction, guardTimeout, isGuarded } from './guard-function';
import { GuardQueue } from './guard-queue';
import { IdempotencyTable } from './idempotency-table';
import { IngestFunction } from './ingest-function';
import { IngestHealth } from './ingest-health';
import { ModulePipeline } from './module-pipeline';
import type { FunctionDefaults } from './node-function';
import { QuarantineQueue } from './quarantine-queue';
import { ReleaseFunction } from './release-function';
import { SourceSecret } from './source-secret';
import { keepsState, StateFunction } from './state-function';
import { StateRoute } from './state-route';
import { type CompleteSwitchboardProps, completeProps, type SwitchboardProps } from './switchboard-props';
import { completeThrottling } from './throttling';
import { validateHandlers } from './validate-handlers';
import { validateSwitchboardProps } from './validate-switchboard-props';
import { warnOfLikelyMistakes } from './warn-of-likely-mistakes';
import { WebAcl } from './web-acl';
import { WebhookApi } from './webhook-api';

/** What makes states readable from outside. */
export interface ReadableStates {
  readonly fn: StateFunction;
  readonly route: StateRoute;
}

/**
 * The whole of it: API → ingest → one pipeline for each module, with the tables, secrets and alarms they need; the
 * governor of the API's throttle; and where modules take such, the schedule that releases parked events, the guard that
 * pauses what depends on something, and the route that reads states.
 *
 * @throws ConfigurationError if the props cannot be built, with every reason at once.
 */
export class Switchboard extends Construct {
  readonly claims: ClaimsTable;
  readonly entities: EntitiesTable;
  readonly idempotency: IdempotencyTable;
  readonly control: ControlTable;
  readonly quarantine: QuarantineQueue;
  readonly payloads: ClaimCheckBucket;
  readonly ingest: IngestFunction;
  readonly api: WebhookApi;
  /** Absent if no module parks events. */
  readonly release: ReleaseFunction | undefined;
  /** Absent if no module depends on anything. */
  readonly guard: GuardFunction | undefined;
  readonly governor: GovernorFunction;
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
    this.control = new ControlTable(this, 'Control', { deletionProtection });
    this.quarantine = new QuarantineQueue(this, 'Quarantine', { deletionProtection, alarmTopic });
    this.payloads = new ClaimCheckBucket(this, 'Payloads', props);
    this.secrets = this.#secrets(props);
    this.dependencySecrets = this.#dependencySecrets(props);
    const guardQueue = this.#guardQueue(props);
    this.modules = this.#modules(props, guardQueue);
    this.guard = this.#guard(props, guardQueue);
    this.release = this.#release(props);
    this.ingest = this.#ingest(props);
    this.api = this.#api(props);
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

  #guardQueue({ modules }: CompleteSwitchboardProps): GuardQueue | undefined {
    const guarded = modules.filter(isGuarded);
    if (guarded.length === 0) return undefined;
    return new GuardQueue(this, 'GuardQueue', { guardTimeout: guardTimeout(guarded) });
  }

  #modules(props: CompleteSwitchboardProps, guardQueue: GuardQueue | undefined): Map<string, ModulePipeline> {
    return new Map(
      props.modules.map((manifest) => [
        manifest.name,
        new ModulePipeline(this, `Module-${manifest.name}`, {
          ...props,
          manifest,
          functionDefaults: functionDefaults(props),
          stores: this,
          dependencySecrets: this.#dependenciesOf(manifest),
          breakers: guardQueue && isGuarded(manifest) ? { control: this.control, guardQueue } : undefined,
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

  #guard(props: CompleteSwitchboardProps, queue: GuardQueue | undefined): GuardFunction | undefined {
    if (queue === undefined) return undefined;
    return new GuardFunction(this, 'Guard', {
      defaults: functionDefaults(props),
      control: this.control,
      queue,
      timeout: guardTimeout(props.modules.filter(isGuarded)),
      modules: [...this.modules.values()].filter(({ manifest }) => isGuarded(manifest)),
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
      defaults: functionDefaults(props),
      claims: this.claims,
      quarantine: this.quarantine,
      payloads: this.payloads,
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
      hasWebAcl: props.waf !== undefined,
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

const functionDefaults = (props: CompleteSwitchboardProps): FunctionDefaults => ({
  architecture: props.architecture,
  logRetention: props.logRetention,
  retainLogs: props.deletionProtection,
  logLevel: props.logLevel,
  tracing: props.tracing,
  endpointOverrides: props.endpointOverrides,
});
