import { dependencyVariables, moduleQueueUrlVariable } from '../contract/environment';
import { hydrationDependency, hydrationName } from '../contract/hydration';
import type { ModuleManifest } from '../contract/module-manifest';
import type { EnvironmentReader } from '../core/environment-reader';

/** Where events go from ingest. */
export interface Receivers {
  /** By module name; hydration's too where it is deployed. */
  readonly queueUrls: ReadonlyMap<string, string>;
  /** Base URL of the platform that truncated events are hydrated from. Absent: hydration is not deployed. */
  readonly platformUrl?: string;
}

/** Reads the queues of the deployed modules, and of hydration if there is a platform. */
export const readReceivers = (reader: EnvironmentReader, manifests: readonly ModuleManifest[]): Receivers => {
  const platformUrl = reader.optional(dependencyVariables(hydrationDependency).url);
  const names = [...manifests.map(({ name }) => name), ...(platformUrl === undefined ? [] : [hydrationName])];
  return {
    queueUrls: new Map(names.map((name) => [name, reader.text(moduleQueueUrlVariable(name))])),
    ...(platformUrl !== undefined && { platformUrl }),
  };
};
