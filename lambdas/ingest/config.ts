import { environment, sourceSecretIdVariable } from '../contract/environment';
import {
  maxBodyBytes,
  maxClaimRetentionHours,
  maxSecretOverlapHours,
  minClaimRetentionHours,
  minSecretOverlapHours,
} from '../contract/limits';
import type { ModuleManifest } from '../contract/module-manifest';
import { isWebhookSource, type SourceDefinition } from '../contract/source-definition';
import { readDeployedModules } from '../core/deployed-modules';
import { type Environment, EnvironmentReader } from '../core/environment-reader';
import { readSources } from '../core/read-sources';
import { readReceivers, type Receivers } from './read-receivers';

export interface IngestConfig extends Receivers {
  readonly claimsTable: string;
  readonly claimRetentionSeconds: number;
  readonly maxBodyBytes: number;
  readonly quarantineQueueUrl: string;
  readonly sources: readonly SourceDefinition[];
  /** By the name of a source with a webhook. */
  readonly secretIds: ReadonlyMap<string, string>;
  /** How long the previous secret of a source is accepted beside the current one. */
  readonly secretOverlapMs: number;
  /** Least time between two fetches of a source's secrets. */
  readonly secretRefetchMs: number;
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
  const overlapHours = reader.integer(environment.secretOverlapHours, {
    min: minSecretOverlapHours,
    max: maxSecretOverlapHours,
  });
  const refetchSeconds = reader.integer(environment.secretRefetchSeconds, { min: 1, max: 3600 });
  return reader.finish(() => ({
    secretOverlapMs: overlapHours * 3_600_000,
    secretRefetchMs: refetchSeconds * 1000,
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
