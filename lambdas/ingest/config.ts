import * as z from 'zod/mini';
import { environment, moduleQueueUrlVariable, sourceSecretIdVariable } from '../contract/environment';
import { maxBodyBytes, minClaimRetentionHours, maxClaimRetentionHours } from '../contract/limits';
import type { ModuleManifest } from '../contract/module-manifest';
import { type SignatureSchemeName, signatureSchemes } from '../contract/signature-scheme';
import type { SourceDefinition } from '../contract/source-definition';
import { readDeployedModules } from '../core/deployed-modules';
import { type Environment, EnvironmentReader } from '../core/environment-reader';
import { type PayloadSettings, readPayloadSettings } from '../core/payload-settings';

export interface IngestConfig extends PayloadSettings {
  readonly claimsTable: string;
  readonly claimRetentionSeconds: number;
  readonly maxBodyBytes: number;
  readonly quarantineQueueUrl: string;
  readonly sources: readonly SourceDefinition[];
  /** By source name. */
  readonly secretIds: ReadonlyMap<string, string>;
  /** The deployed modules' manifests. */
  readonly manifests: readonly ModuleManifest[];
  /** By module name. */
  readonly queueUrls: ReadonlyMap<string, string>;
}

const sourcesSchema = z
  .array(z.object({ name: z.string().check(z.minLength(1)), scheme: z.string() }))
  .check(z.minLength(1));

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
  const secretIds = new Map(sources.map(({ name }) => [name, reader.text(sourceSecretIdVariable(name))]));
  const queueUrls = new Map(manifests.map(({ name }) => [name, reader.text(moduleQueueUrlVariable(name))]));
  const claimsTable = reader.text(environment.claimsTable);
  const quarantineQueueUrl = reader.text(environment.quarantineQueueUrl);
  const retentionHours = reader.integer(environment.claimRetentionHours, {
    min: minClaimRetentionHours,
    max: maxClaimRetentionHours,
  });
  const payloadSettings = readPayloadSettings(reader);
  const bodyBytes = reader.integer(environment.maxBodyBytes, { min: 1, max: maxBodyBytes });
  return reader.finish(() => ({
    claimsTable,
    claimRetentionSeconds: retentionHours * 3600,
    maxBodyBytes: bodyBytes,
    quarantineQueueUrl,
    ...payloadSettings,
    sources,
    secretIds,
    manifests,
    queueUrls,
  }));
};

const readSources = (reader: EnvironmentReader): SourceDefinition[] => {
  const text = reader.text(environment.sources);
  if (text === '') return [];
  const parsed = sourcesSchema.safeParse(parseJsonOrUndefined(text));
  if (!parsed.success) {
    reader.problem(
      `${environment.sources} is not a JSON array such as [{"name":"genesys","scheme":"genesys"}].`,
    );
    return [];
  }
  return parsed.data.flatMap(({ name, scheme }) => {
    if (isSchemeName(scheme)) return [{ name, scheme }];
    const known = Object.keys(signatureSchemes).join(', ');
    reader.problem(`Source "${name}" names the signature scheme "${scheme}". Known schemes: ${known}.`);
    return [];
  });
};

const isSchemeName = (name: string): name is SignatureSchemeName => Object.hasOwn(signatureSchemes, name);

const parseJsonOrUndefined = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
