import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ReadSecret } from './client-credentials';

/** Two attempts fit into what an effect has before it calls the other system. */
const clientConfiguration = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1200, throwOnRequestTimeout: true },
} as const;

/**
 * Reads the current text of a secret from Secrets Manager. The client is loaded with the first read, so that the
 * function's start does not wait for it.
 */
export const secretReader = (): ReadSecret => {
  let client: SecretsManagerClient | undefined;
  return async (secretId) => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    client ??= new SecretsManagerClient(clientConfiguration);
    return (await client.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString;
  };
};
