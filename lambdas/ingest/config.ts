import { environment, sourceSecretIdVariable } from '../contract/environment';
import { maxBodyBytes, maxSecretOverlapHours, minSecretOverlapHours } from '../contract/limits';
import type { ModuleManifest } from '../contract/module-manifest';
import { isWebhookSource, type SourceDefinition } from '../contract/source-definition';
import { type Environment, EnvironmentReader } from '../core/environment-reader';
import { readSources } from '../core/read-sources';
import { type AcceptSettings, readAcceptSettings } from './accept-settings';

export interface IngestConfig extends AcceptSettings {
  readonly maxBodyBytes: number;
  readonly sources: readonly SourceDefinition[];
  /** By the name of a source with a webhook. */
  readonly secretIds: ReadonlyMap<string, string>;
  /** How long the previous secret of a source is accepted beside the current one. */
  readonly secretOverlapMs: number;
  /** Least time between two fetches of a source's secrets. */
  readonly secretRefetchMs: number;
}

/**
 * Reads ingest's configuration.
 *
 * @param known the manifests of all modules there are
 * @throws {ConfigurationError} listing every problem
 */
export const parseIngestConfig = (env: Environment, known: readonly ModuleManifest[]): IngestConfig => {
  const reader = new EnvironmentReader(env);
  const sources = readSources(reader);
  const settings = readAcceptSettings(reader, known);
  const secretIds = new Map(
    sources.filter(isWebhookSource).map(({ name }) => [name, reader.text(sourceSecretIdVariable(name))]),
  );
  const bodyBytes = reader.integer(environment.maxBodyBytes, { min: 1, max: maxBodyBytes });
  const overlapHours = reader.integer(environment.secretOverlapHours, {
    min: minSecretOverlapHours,
    max: maxSecretOverlapHours,
  });
  const refetchSeconds = reader.integer(environment.secretRefetchSeconds, { min: 1, max: 3600 });
  return reader.finish(() => ({
    ...settings,
    sources,
    secretIds,
    secretOverlapMs: overlapHours * 3_600_000,
    secretRefetchMs: refetchSeconds * 1000,
    maxBodyBytes: bodyBytes,
  }));
};
