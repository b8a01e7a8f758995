import { dependencyVariables, environment, moduleQueueUrlVariable } from '../contract/environment';
import { hydrationDependency } from '../contract/hydration';
import type { ModuleManifest } from '../contract/module-manifest';
import { readDeployedModules } from '../core/deployed-modules';
import { type Environment, EnvironmentReader } from '../core/environment-reader';
import { type PayloadSettings, readPayloadSettings } from '../core/payload-settings';

export interface HydrationConfig extends PayloadSettings {
  readonly claimsTable: string;
  /** Of hydration itself. */
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly quarantineQueueUrl: string;
  readonly controlTable: string;
  readonly guardQueueUrl: string;
  /** Base URL of the platform. */
  readonly platformUrl: string;
  /** The deployed modules' manifests. */
  readonly manifests: readonly ModuleManifest[];
  /** By module name. */
  readonly queueUrls: ReadonlyMap<string, string>;
}

/**
 * Reads hydration's configuration.
 *
 * @param known the manifests of all modules there are
 * @throws {ConfigurationError} listing every problem
 */
export const parseHydrationConfig = (env: Environment, known: readonly ModuleManifest[]): HydrationConfig => {
  const reader = new EnvironmentReader(env);
  const manifests = readDeployedModules(reader, known);
  const config = {
    claimsTable: reader.text(environment.claimsTable),
    queueUrl: reader.text(environment.queueUrl),
    deadLetterQueueUrl: reader.text(environment.deadLetterQueueUrl),
    quarantineQueueUrl: reader.text(environment.quarantineQueueUrl),
    controlTable: reader.text(environment.controlTable),
    guardQueueUrl: reader.text(environment.guardQueueUrl),
    ...readPayloadSettings(reader),
    platformUrl: reader.text(dependencyVariables(hydrationDependency).url),
    manifests,
    queueUrls: new Map(manifests.map(({ name }) => [name, reader.text(moduleQueueUrlVariable(name))])),
  };
  return reader.finish(() => config);
};
