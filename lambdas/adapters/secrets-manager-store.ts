import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SigningSecrets } from '../core/signature';
import type { SecretStore } from '../ingest/ports';
import { clientConfiguration } from './client-configuration';

/** A secret holds nothing to sign with. */
export class EmptySecretError extends Error {
  override readonly name = 'EmptySecretError';
}

/**
 * Fetches a source's current and previous secret from Secrets Manager. The whole secret string is the key, as
 * it stands. The client is loaded with the first fetch, so that the function's start does not wait for it.
 */
export class SecretsManagerStore implements SecretStore {
  readonly #secretIds: ReadonlyMap<string, string>;
  #client: Promise<SecretsManagerClient> | undefined;

  /** @param secretIds ARN or name of each source's secret, by source */
  constructor(secretIds: ReadonlyMap<string, string>) {
    this.#secretIds = secretIds;
  }

  async fetch(source: string): Promise<SigningSecrets> {
    const secretId = this.#secretIds.get(source);
    if (secretId === undefined) throw new Error(`No secret is configured for the source "${source}".`);
    const [current, previous] = await Promise.all([
      this.#read(secretId, 'AWSCURRENT'),
      this.#read(secretId, 'AWSPREVIOUS'),
    ]);
    if (!current) throw new EmptySecretError(`The secret of the source "${source}" has no current value.`);
    return previous ? { current, previous } : { current };
  }

  /** A secret that was never rotated has no previous version, which Secrets Manager calls not found. */
  async #read(secretId: string, stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<string | undefined> {
    const { GetSecretValueCommand, ResourceNotFoundException } =
      await import('@aws-sdk/client-secrets-manager');
    this.#client ??= newClient();
    const client = await this.#client;
    try {
      const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
      return (await client.send(command)).SecretString;
    } catch (error) {
      if (stage === 'AWSPREVIOUS' && error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}

const newClient = async (): Promise<SecretsManagerClient> => {
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  return new SecretsManagerClient(clientConfiguration);
};
