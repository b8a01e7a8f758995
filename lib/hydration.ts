import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { dependencyVariables, environment } from '../lambdas/contract/environment';
import { hydrationDependency, hydrationName } from '../lambdas/contract/hydration';
import { metricNames, moduleDimension } from '../lambdas/contract/metrics';
import type { IndependentManifest, ModuleManifest } from '../lambdas/contract/module-manifest';
import { hydrationManifest } from '../lambdas/hydration/manifest';
import { customMetric } from './custom-metric';
import type { Dependency } from './dependency-url';
import { ModulePipeline, type ModulePipelineProps } from './module-pipeline';
import type { NodeFunction } from './node-function';
import type { QuarantineQueue } from './quarantine-queue';
import { RunbookAlarm } from './runbook-alarm';

/** Hydration's manifest, if there is a platform to complete events from. */
export const hydrationIn = (
  modules: readonly ModuleManifest[],
  dependencies: Readonly<Record<string, Dependency>>,
): IndependentManifest | undefined =>
  Object.hasOwn(dependencies, hydrationDependency) ? hydrationManifest(modules) : undefined;

export interface HydrationProps extends Omit<ModulePipelineProps, 'ownEntry'> {
  readonly manifest: IndependentManifest;
  /** Who waits for what is hydrated. */
  readonly modules: readonly ModulePipeline[];
  readonly quarantine: QuarantineQueue;
  /** Where the platform is. */
  readonly platform: Dependency;
}

/**
 * Completes truncated events from the platform's records before their modules get them: a queue, a DLQ and a function like
 * those of a module.
 */
export class Hydration extends ModulePipeline {
  readonly forbiddenAlarm: RunbookAlarm;
  readonly #platform: Dependency;

  constructor(scope: Construct, id: string, props: HydrationProps) {
    super(scope, id, { ...props, ownEntry: 'hydration/handler.ts' });
    this.#platform = props.platform;
    const names = props.modules.map(({ manifest: { name } }) => name);
    this.processor.function.addEnvironment(environment.modules, names.join(','));
    for (const module of props.modules) module.grantSend(this.processor);
    props.quarantine.grantSend(this.processor);
    this.forbiddenAlarm = new RunbookAlarm(this, 'ForbiddenAlarm', {
      metric: customMetric({
        name: metricNames.hydrationForbidden,
        service: hydrationName,
        dimensions: { [moduleDimension]: hydrationName },
        period: Duration.minutes(5),
      }),
      threshold: 1,
      meaning:
        'The platform refuses a record: the client lacks a permission, and the events wait in the DLQ.',
      runbook: 'hydration-forbidden',
      topic: props.alarmTopic,
    });
  }

  /** The function may have events hydrated, and learns where the platform is, as resources may be named by whole URLs. */
  override grantSend(fn: NodeFunction): void {
    super.grantSend(fn);
    fn.function.addEnvironment(dependencyVariables(hydrationDependency).url, this.#platform.url);
  }
}
