import { Annotations, type CfnElement, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import { hydrationDependency } from '../lambdas/contract/hydration';
import type { SourceDefinition } from '../lambdas/contract/source-definition';
import { stackOutputs } from '../lambdas/contract/stack-outputs';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { ConfigurationError } from './configuration-error';
import { type DeploymentContext, dependencyContextKeys, eventBusContext } from './deployment-context';
import type { EventBusIngest } from './event-bus-ingest';
import { isGuarded } from './guard-function';
import { missingDependencies } from './missing-dependencies';
import type { ModulePipeline } from './module-pipeline';
import type { StageConfig, StageName } from './stage-config';
import { Switchboard } from './switchboard';
import { validateHandlers } from './validate-handlers';
import { validateManifests } from './validate-manifests';

export interface SwitchboardStackProps extends DeploymentContext {
  readonly config: StageConfig;
}

/**
 * One Switchboard as a stage configures it, and the outputs by which people and tools find its parts. A module whose
 * dependencies the stage does not configure is left out, with a warning, so that it stands in the way of no other.
 */
export class SwitchboardStack extends Stack {
  readonly switchboard: Switchboard;

  constructor(scope: Construct, id: string, props: SwitchboardStackProps) {
    const { config, stage, architecture, alarmTopicArn } = props;
    super(scope, id, {
      description: `Switchboard (${stage}): receives contact-center events and hands them to feature modules.`,
      terminationProtection: config.deletionProtection,
      tags: { application: 'switchboard', stage },
    });
    const dependencies = { ...config.dependencies, ...props.dependencies };
    this.switchboard = new Switchboard(this, 'Switchboard', {
      ...config,
      sources: withEventBus(props),
      modules: this.#deployable(props, dependencies),
      dependencies,
      stageName: stage,
      claimRetention: Duration.hours(config.claimRetentionHours),
      secretOverlap: Duration.hours(config.secretOverlapHours),
      architecture: architecture === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      ...(alarmTopicArn !== undefined && {
        alarmTopic: sns.Topic.fromTopicArn(this, 'AlarmTopic', alarmTopicArn),
      }),
    });
    this.#warnWithoutPlatform(stage);
    this.#outputShared();
    this.#outputSources();
    this.#outputModules();
    this.#outputDependencies();
  }

  #deployable(
    { config: { modules }, stage }: SwitchboardStackProps,
    dependencies: StageConfig['dependencies'],
  ): ModuleManifest[] {
    // What is left out has to be right too: it is deployed as soon as its dependency is configured.
    ConfigurationError.throwIfAny([
      ...validateManifests(modules),
      ...(this.bundlingRequired ? validateHandlers(modules) : []),
    ]);
    return modules.filter((manifest) => {
      const missing = missingDependencies(manifest, dependencies);
      for (const dependency of missing) this.#warnOfLeftOut(manifest.name, dependency, stage);
      return missing.length === 0;
    });
  }

  #warnWithoutPlatform(stage: StageName): void {
    if (this.switchboard.hydration) return;
    Annotations.of(this).addWarningV2(
      'switchboard:no-hydration',
      `Truncated events go to quarantine: stage ${stage} configures no ${hydrationDependency} to complete them from. Give -c genesysRegion=<domain>, such as mypurecloud.ie, or dependencies in lib/stage-config.ts.`,
    );
  }

  #warnOfLeftOut(module: string, dependency: string, stage: string): void {
    Annotations.of(this).addWarningV2(
      'switchboard:module-left-out',
      `Module ${module} is not deployed: stage ${stage} configures no dependency ${dependency}. Give -c ${dependencyContextKeys(dependency).url}=https://…, or dependencies in lib/stage-config.ts.`,
    );
  }

  #outputShared(): void {
    const { api, claims, entities, idempotency, control, quarantine, ingest, governor } = this.switchboard;
    this.#output(stackOutputs.apiUrl, api.url, 'Base URL of the API.');
    this.#output(stackOutputs.claimsTable, claims.table.tableName, 'Table of accepted events.');
    this.#output(stackOutputs.entitiesTable, entities.table.tableName, 'Table of entity states.');
    this.#output(stackOutputs.idempotencyTable, idempotency.table.tableName, 'Table of what was done once.');
    this.#output(stackOutputs.controlTable, control.table.tableName, 'Table of breakers and throttle.');
    this.#output(stackOutputs.quarantineQueueUrl, quarantine.queue.queueUrl, 'Queue of unusable deliveries.');
    this.#outputFunction(stackOutputs.ingestFunction, ingest.function);
    this.#outputFunction(stackOutputs.governorFunction, governor.function);
    this.#outputOptional();
  }

  /** What is there only for sources with an event bus, and for modules of certain policies, or with dependencies. */
  #outputOptional(): void {
    const { api, eventBusIngest, guard, hydration, release, rotation, state } = this.switchboard;
    if (eventBusIngest) this.#outputEventBusIngest(eventBusIngest);
    if (rotation) this.#outputFunction(stackOutputs.rotationFunction, rotation.function);
    if (guard) this.#outputFunction(stackOutputs.guardFunction, guard.function);
    if (hydration) this.#outputHydration(hydration);
    if (release) this.#outputFunction(stackOutputs.releaseFunction, release.function);
    if (state === undefined) return;
    this.#outputFunction(stackOutputs.stateFunction, state.function);
    this.#output(stackOutputs.stateUrl, api.stateUrl, 'Base URL of the states, IAM-authorised.');
  }

  #outputEventBusIngest({ function: fn, failures, redrive }: EventBusIngest): void {
    const { eventBusIngestFunction, eventBusFailureQueueUrl, eventBusRedriveMapping } = stackOutputs;
    this.#outputFunction(eventBusIngestFunction, fn);
    this.#output(eventBusFailureQueueUrl, failures.queue.queueUrl, 'Queue of events that failed in ingest.');
    this.#output(eventBusRedriveMapping, redrive.eventSourceMappingId, 'Enabled, it puts them back.');
  }

  /** As those of a module, for the same tools. */
  #outputHydration({ manifest: { name }, queue, deadLetterQueue, processor, mapping }: ModulePipeline): void {
    this.#output(stackOutputs.moduleQueueUrl(name), queue.queueUrl, 'Queue of truncated events.');
    this.#output(stackOutputs.moduleDlqUrl(name), deadLetterQueue.queueUrl, `Failed events of ${name}.`);
    this.#outputFunction(stackOutputs.hydrationFunction, processor.function);
    const description = `What the guard disables while ${name} is paused.`;
    this.#output(stackOutputs.moduleMapping(name), mapping.eventSourceMappingId, description);
  }

  #outputSources(): void {
    for (const [name, { secret }] of this.switchboard.secrets) {
      this.#output(
        stackOutputs.sourceUrl(name),
        this.switchboard.api.sourceUrl(name),
        `Where ${name} posts to.`,
      );
      this.#output(stackOutputs.sourceSecret(name), secret.secretArn, `Signing secret of ${name}.`);
    }
  }

  #outputModules(): void {
    for (const [name, pipeline] of this.switchboard.modules) {
      const { manifest, queue, deadLetterQueue, processor, mapping } = pipeline;
      this.#output(stackOutputs.moduleQueueUrl(name), queue.queueUrl, `Queue of ${name}.`);
      this.#output(stackOutputs.moduleDlqUrl(name), deadLetterQueue.queueUrl, `Failed events of ${name}.`);
      this.#outputFunction(stackOutputs.moduleFunction(name), processor.function);
      if (!isGuarded(manifest)) continue;
      const description = `What the guard disables while ${name} is paused.`;
      this.#output(stackOutputs.moduleMapping(name), mapping.eventSourceMappingId, description);
    }
  }

  #outputDependencies(): void {
    for (const [name, { secret }] of this.switchboard.dependencySecrets) {
      const description = `Credentials for ${name}: replace those generated.`;
      this.#output(stackOutputs.dependencySecret(name), secret.secretArn, description);
    }
  }

  /** People name functions in `sam local invoke`, so their logical ids are the output's key without `Name`. */
  #outputFunction(key: string, fn: lambda.Function): void {
    asCfnElement(fn.node.defaultChild).overrideLogicalId(key.replace(/FunctionName/, 'Function'));
    this.#output(key, fn.functionName, 'Name of the function.');
  }

  /** An output whose key is `key` exactly, whatever CDK would have called it. */
  #output(key: string, value: string, description: string): void {
    new CfnOutput(this, `Output${key}`, { value, description }).overrideLogicalId(key);
  }
}

/** The stage's sources, with the event bus that the context gives to the one called `genesys`. */
function withEventBus({
  config,
  stage,
  genesysEventBus,
}: SwitchboardStackProps): readonly SourceDefinition[] {
  if (genesysEventBus === undefined) return config.sources;
  const { source, key } = eventBusContext;
  if (!config.sources.some(({ name }) => name === source)) {
    throw new ConfigurationError([
      `Context '${key}' is given, but stage ${stage} has no source "${source}": add it in lib/stage-config.ts, or give its eventBus there.`,
    ]);
  }
  return config.sources.map((one) => (one.name === source ? { ...one, eventBus: genesysEventBus } : one));
}

function asCfnElement(construct: IConstruct | undefined): CfnElement {
  if (construct !== undefined && isCfnElement(construct)) return construct;
  throw new Error(`${construct?.node.path ?? 'nothing'} is not a CloudFormation resource.`);
}

const isCfnElement = (construct: IConstruct): construct is CfnElement => 'overrideLogicalId' in construct;
