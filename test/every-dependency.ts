import { hydrationDependency } from '../lambdas/contract/hydration';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { manifests } from '../lambdas/modules';
import { dependencyContextKeys } from '../lib/deployment-context';
import { dependenciesOf } from '../lib/missing-dependencies';

/** The context that says of every system that modules and hydration call where it is, so that none of them is left out. */
export const everyDependency = (
  modules: readonly ModuleManifest[] = manifests,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...modules.flatMap((manifest) => dependenciesOf(manifest)), hydrationDependency].map((dependency) => [
      dependencyContextKeys(dependency).url,
      `https://${dependency}.invalid`,
    ]),
  );
