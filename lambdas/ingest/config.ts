import { environment, sourceSecretIdVariable } from '../contract/environment';
import { maxBodyBytes, minClaimRetentionHours, maxClaimRetentionHours } from '../contract/limits';
import type { ModuleManifest } from '../contract/module-manifest';
import { isWebhookSource, type SourceDefinition } from '../contract/source-definition';
import { readDeployedModules } from '../core/deployed-modules';
import { type Environment, EnvironmentReader } from '../core/environment-reader';
import { readReceivers, type Receivers } from './read-receivers';
import { readSources } from './read-sources';

export interface IngestConfig extends Receivers {
  readonly claimsTable: string;
  readonly claimRetentionSeconds: number;
  readonly maxBodyBytes: number;
  readonly quarantineQueueUrl: string;
  readonly sources: readonly SourceDefinition[];
  /** By the name of a source with a webhook. */
  readonly secretIds: ReadonlyMap<string, string>;
  /** The deployed modules' manifests. */
  readonly manifests: readonly ModuleManifest[];
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
  const manifests = readDeployedModules(reader, known);
  const secretIds = new Map(
    sources.filter(isWebhookSource).map(({ name }) => [name, reader.text(sourceSecretIdVariable(name))]),
  );
  const receivers = readReceivers(reader, manifests);
  const claimsTable = reader.text(environment.claimsTable);
  const quarantineQueueUrl = reader.text(environment.quarantineQueueUrl);
  const retentionHours = reader.integer(environment.claimRetentionHours, {
    min: minClaimRetentionHours,
    max: maxClaimRetentionHours,
  });
  const bodyBytes = reader.integer(environment.maxBodyBytes, { min: 1, max: maxBodyBytes });
  return reader.finish(() => ({
    claimsTable,
    claimRetentionSeconds: retentionHours * 3600,
    maxBodyBytes: bodyBytes,
    quarantineQueueUrl,
    sources,
    secretIds,
    manifests,
    ...receivers,
  }));
};
