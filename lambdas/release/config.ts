import { environment, moduleQueueUrlVariable } from '../contract/environment';
import type { ModuleManifest } from '../contract/module-manifest';
import { readDeployedModules } from '../core/deployed-modules';
import { type Environment, EnvironmentReader } from '../core/environment-reader';

export interface ReleaseConfig {
  readonly entitiesTable: string;
  /** Names of the deployed modules that park events. */
  readonly modules: readonly string[];
  /** By module name. */
  readonly queueUrls: ReadonlyMap<string, string>;
}

/**
 * Reads the release function's configuration. Of the deployed modules those with the policy `sequence` count, and
 * only they need a queue's URL.
 *
 * @param known the manifests of all modules there are
 * @throws {ConfigurationError} listing every problem
 */
export const parseReleaseConfig = (env: Environment, known: readonly ModuleManifest[]): ReleaseConfig => {
  const reader = new EnvironmentReader(env);
  const entitiesTable = reader.text(environment.entitiesTable);
  const modules = readDeployedModules(reader, known)
    .filter(({ policy }) => policy === 'sequence')
    .map(({ name }) => name);
  const queueUrls = new Map(modules.map((name) => [name, reader.text(moduleQueueUrlVariable(name))]));
  return reader.finish(() => ({ entitiesTable, modules, queueUrls }));
};
