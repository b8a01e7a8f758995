import { environment } from '../contract/environment';
import type { ModuleManifest } from '../contract/module-manifest';
import type { EnvironmentReader } from './environment-reader';

/**
 * The manifests of the deployed modules, which a variable names. A name that is not known is noted as a problem.
 *
 * @param known the manifests of all modules there are
 */
export const readDeployedModules = (
  reader: EnvironmentReader,
  known: readonly ModuleManifest[],
): readonly ModuleManifest[] =>
  reader
    .text(environment.modules)
    .split(',')
    .filter((name) => name !== '')
    .flatMap((name) => {
      const manifest = known.find((candidate) => candidate.name === name);
      if (manifest) return [manifest];
      const names = known.map((module) => module.name).join(', ');
      reader.problem(`${environment.modules} names "${name}". Known modules: ${names}.`);
      return [];
    });
