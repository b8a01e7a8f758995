import type { DescribeSecretResponse, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretVersion, SecretVersions } from '../core/secret-versions';
import type { SecretStore } from '../ingest/ports';
import { clientConfiguration } from './client-configuration';

/** A secret holds nothing to sign with. */
export class EmptySecretError extends Error {
  override readonly name = 'EmptySecretError';
}

/**
 * Fetches the versions of a source's secret from Secrets Manager. Which version carries which label is one call, and so
 * as it was at one moment: a rotation that ends between two calls cannot hide the version that has just become the
 * previous one. A version's value never changes, so it is read once and kept for as long as it carries a label; a fetch
 * that finds nothing new is that one call.
 *
 * The client is loaded with the first fetch, so that the function's start does not wait for it.
 */
export class SecretsManagerStore implements SecretStore {
  readonly #secretIds: ReadonlyMap<string, string>;
  /** By source, then by the version's id. */
  readonly #known = new Map<string, ReadonlyMap<string, SecretVersion>>();
  #client: Promise<SecretsManagerClient> | undefined;

  /** @param secretIds ARN or name of each source's secret, by source */
  constructor(secretIds: ReadonlyMap<string, string>) {
    this.#secretIds = secretIds;
  }

  async fetch(source: string): Promise<SecretVersions> {
    const secretId = this.#secretIds.get(source);
    if (secretId === undefined) throw new Error(`No secret is configured for the source "${source}".`);
    const labels = await this.#labels(secretId);
    const version = (stage: string): Promise<SecretVersion | undefined> =>
      this.#version({ source, secretId, versionId: labels.get(stage) });
    const [current, previous, pending] = await Promise.all([
      version('AWSCURRENT'),
      version('AWSPREVIOUS'),
      version('AWSPENDING'),
    ]);
    if (!current) throw new EmptySecretError(`The secret of the source "${source}" has no current value.`);
    const labelled = [current, previous, pending].filter((one) => one !== undefined);
    this.#known.set(source, new Map(labelled.map((one) => [one.id, one])));
    return { current, ...(previous && { previous }), ...(pending && { pending }) };
  }

  /** The id of the version that carries each label. */
  async #labels(secretId: string): Promise<ReadonlyMap<string, string>> {
    const { DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager');
    const client = await this.#connected();
    return labelsIn(await client.send(new DescribeSecretCommand({ SecretId: secretId })));
  }

  /** A version can carry a label and have no value yet: Secrets Manager labels it before a rotation's first step. */
  async #version({ source, secretId, versionId }: VersionName): Promise<SecretVersion | undefined> {
    if (versionId === undefined) return undefined;
    const known = this.#known.get(source)?.get(versionId);
    if (known) return known;
    const { GetSecretValueCommand, ResourceNotFoundException } =
      await import('@aws-sdk/client-secrets-manager');
    const client = await this.#connected();
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId });
    try {
      const { SecretString: value, CreatedDate: created } = await client.send(command);
      return value ? { id: versionId, value, createdMs: created?.getTime() ?? 0 } : undefined;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  #connected(): Promise<SecretsManagerClient> {
    this.#client ??= newClient();
    return this.#client;
  }
}

interface VersionName {
  readonly source: string;
  readonly secretId: string;
  readonly versionId: string | undefined;
}

const labelsIn = ({
  VersionIdsToStages: stages = {},
  DeletedDate: deleted,
}: DescribeSecretResponse): ReadonlyMap<string, string> => {
  if (deleted) throw new EmptySecretError('The secret is marked for deletion. Restore it.');
  return new Map(
    Object.entries(stages).flatMap(([id, labels]) => labels.map((label) => [label, id] as const)),
  );
};

const newClient = async (): Promise<SecretsManagerClient> => {
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  return new SecretsManagerClient(clientConfiguration);
};
