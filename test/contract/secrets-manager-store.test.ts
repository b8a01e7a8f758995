import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SecretsManagerStore } from '../../lambdas/adapters/secrets-manager-store';
import { systemClock } from '../../tools/local/clock';
import { type SecretsServer, startSecretsServer } from '../../tools/local/secrets/server';

/** The store makes its own client, so region, credentials and endpoint come from where the SDK looks for them. */
const sdkVariables = [
  'AWS_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_ENDPOINT_URL_SECRETS_MANAGER',
];
const saved = Object.fromEntries(sdkVariables.map((name) => [name, process.env[name]]));

let server: SecretsServer;
let client: SecretsManagerClient;

beforeAll(async () => {
  server = await startSecretsServer({ region: 'us-east-1', accountId: '000000000000', clock: systemClock });
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = server.endpoint;
  client = new SecretsManagerClient({});
});
afterAll(async () => {
  for (const [name, value] of Object.entries(saved)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  client.destroy();
  await server.close();
});

const secretValue = String.raw`$ecret "with" \ % + and ü`;
const create = (Name: string, SecretString = secretValue) =>
  client.send(new CreateSecretCommand({ Name, SecretString }));

const storeOf = (secretId: string): SecretsManagerStore =>
  new SecretsManagerStore(new Map([['genesys', secretId]]));

describe('SecretsManagerStore', () => {
  it('gives the whole secret as it stands, by name or ARN', async () => {
    const { ARN } = await create('by-name');
    expect(await storeOf('by-name').fetch('genesys')).toEqual({ current: secretValue });
    expect(await storeOf(ARN ?? '').fetch('genesys')).toEqual({ current: secretValue });
  });

  it('gives the previous secret too once it was rotated', async () => {
    await create('rotated', 'old');
    await client.send(new PutSecretValueCommand({ SecretId: 'rotated', SecretString: 'new' }));
    expect(await storeOf('rotated').fetch('genesys')).toEqual({ current: 'new', previous: 'old' });
  });

  it('rejects when the secret does not exist', async () => {
    await expect(storeOf('missing').fetch('genesys')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('rejects for a source without a secret', async () => {
    await expect(storeOf('any').fetch('other')).rejects.toThrow(
      'No secret is configured for the source "other"',
    );
  });
});
