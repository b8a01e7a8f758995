import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ManualClock } from '../../../tools/local/clock';
import { startSecretsServer, type SecretsServer } from '../../../tools/local/secrets/server';

export interface LocalSecrets {
  readonly server: SecretsServer;
  readonly client: SecretsManagerClient;
  readonly clock: ManualClock;
}

export async function startLocalSecrets(): Promise<LocalSecrets> {
  const clock = new ManualClock(Date.parse('2026-11-01T12:00:00.000Z'));
  const server = await startSecretsServer({ region: 'us-east-1', accountId: '123456789012', clock });
  const client = new SecretsManagerClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return { server, client, clock };
}
