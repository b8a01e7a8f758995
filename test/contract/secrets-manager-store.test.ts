import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretVersions } from '../../lambdas/core/secret-versions';
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

/** The values by what they are. */
const valuesIn = async (fetched: Promise<SecretVersions>): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(Object.entries(await fetched).map(([label, { value }]) => [label, value]));

const token = 'b7e9a6f0-0000-4000-8000-000000000001';

/** The operations that the server is asked for while something is done. */
const operationsDuring = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
  const operations: string[] = [];
  const end = server.onOperation((operation) => operations.push(operation));
  await act();
  end();
  return operations;
};

describe('SecretsManagerStore', () => {
  it('gives the whole secret as it stands, by name or ARN, with its version', async () => {
    const beforeMs = Date.now();
    const { ARN, VersionId } = await create('by-name');
    const fetched = await storeOf('by-name').fetch('genesys');
    expect(fetched).toEqual({
      current: { id: VersionId, value: secretValue, createdMs: expect.any(Number) },
    });
    expect(fetched.current.createdMs).toBeGreaterThanOrEqual(beforeMs);
    expect(await storeOf(ARN ?? '').fetch('genesys')).toEqual(fetched);
  });

  it('keeps white space at both ends, which is part of the key', async () => {
    await create('spaces', ' \tkey\n');
    expect(await valuesIn(storeOf('spaces').fetch('genesys'))).toEqual({ current: ' \tkey\n' });
  });

  it('gives the previous secret too once it was rotated, and a pending one', async () => {
    await create('rotated', 'old');
    await client.send(new PutSecretValueCommand({ SecretId: 'rotated', SecretString: 'new' }));
    const pending = { SecretId: 'rotated', SecretString: 'next', VersionStages: ['AWSPENDING'] };
    await client.send(new PutSecretValueCommand(pending));
    expect(await valuesIn(storeOf('rotated').fetch('genesys'))).toEqual({
      current: 'new',
      previous: 'old',
      pending: 'next',
    });
  });

  it('asks once and reads nothing when nothing has changed, and only what is new when something has', async () => {
    await create('often', 'one');
    const store = storeOf('often');
    expect(await operationsDuring(() => store.fetch('genesys'))).toEqual([
      'DescribeSecret',
      'GetSecretValue',
    ]);
    expect(await operationsDuring(() => store.fetch('genesys'))).toEqual(['DescribeSecret']);

    await client.send(new PutSecretValueCommand({ SecretId: 'often', SecretString: 'two' }));
    expect(await operationsDuring(() => store.fetch('genesys'))).toEqual([
      'DescribeSecret',
      'GetSecretValue',
    ]);
    expect(await valuesIn(store.fetch('genesys'))).toEqual({ current: 'two', previous: 'one' });
  });

  it('finds a version that had a label and no value yet as soon as it has one', async () => {
    await create('beginning', 'one');
    server.attachRotation('beginning', 'arn:aws:lambda:us-east-1:000000000000:function:none');
    await client.send(new RotateSecretCommand({ SecretId: 'beginning', ClientRequestToken: token }));
    const store = storeOf('beginning');
    expect(await valuesIn(store.fetch('genesys'))).toEqual({ current: 'one' });

    const value = { SecretId: 'beginning', ClientRequestToken: token, SecretString: 'two' };
    await client.send(new PutSecretValueCommand({ ...value, VersionStages: ['AWSPENDING'] }));
    expect(await valuesIn(store.fetch('genesys'))).toEqual({ current: 'one', pending: 'two' });
  });

  it.each<[string, Omit<CreateSecretCommandInput, 'Name'>]>([
    ['without a value', {}],
    ['with an empty text', { SecretString: '' }],
    ['with bytes and no text', { SecretBinary: Buffer.from('key') }],
  ])('rejects for a secret %s', async (what, value) => {
    const Name = what.replaceAll(' ', '-');
    await client.send(new CreateSecretCommand({ Name, ...value }));
    await expect(storeOf(Name).fetch('genesys')).rejects.toMatchObject({ name: 'EmptySecretError' });
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
