import { environment } from '../contract/environment';
import type { ModuleManifest } from '../contract/module-manifest';
import { readDeployedModules } from '../core/deployed-modules';
import { type Environment, EnvironmentReader } from '../core/environment-reader';

export interface StateConfig {
  readonly entitiesTable: string;
  /** The deployed modules' manifests. */
  readonly manifests: readonly ModuleManifest[];
}

/**
 * Reads the state function's configuration.
 *
 * @param known the manifests of all modules there are
 * @throws {ConfigurationError} listing every problem
 */
export const parseStateConfig = (env: Environment, known: readonly ModuleManifest[]): StateConfig => {
  const reader = new EnvironmentReader(env);
  const entitiesTable = reader.text(environment.entitiesTable);
  const manifests = readDeployedModules(reader, known);
  return reader.finish(() => ({ entitiesTable, manifests }));
};
