import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { systemClock } from '../../../tools/local/clock';
import { type SecretsServer, startSecretsServer } from '../../../tools/local/secrets/server';
import { sign } from '../../sign';
import { runOperator } from '../operator-run';
import { closeServers, webhookServer } from '../webhook-server';

/** The command makes its own client, so region, credentials and endpoint come from where the SDK looks for them. */
const variables = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};
const saved = { ...process.env };
let server: SecretsServer;
let client: SecretsManagerClient;

beforeAll(async () => {
  server = await startSecretsServer({ region: 'us-east-1', accountId: '000000000000', clock: systemClock });
  Object.assign(process.env, variables, { AWS_ENDPOINT_URL_SECRETS_MANAGER: server.endpoint });
  client = new SecretsManagerClient({});
});
afterEach(closeServers);
afterAll(async () => {
  process.env = saved;
  client.destroy();
  await server.close();
});

/** A door that knows one secret. */
const doorWith = (secret: string) =>
  webhookServer(({ headers, body }) =>
    headers['x-purecloud-signature'] === sign(body, secret)
      ? { status: 200, body: { status: 'ignored', id: 'x' } }
      : { status: 401, body: { error: 'UNAUTHORIZED', message: '' } },
  );

const check = async (url: string, id: string) => {
  const run = await runOperator(['source', 'check', '--url', url, '--secret-id', id]);
  expect(run.out).not.toMatch(/first-secret|second-secret/);
  return run;
};

describe('a secret in Secrets Manager', () => {
  it('is read in the stage that is current', async () => {
    await client.send(new CreateSecretCommand({ Name: 'plain', SecretString: 'first-secret' }));
    const { url, requests } = await doorWith('first-secret');
    expect((await check(url, 'plain')).exitCode).toBe(0);
    expect(requests).toHaveLength(1);
  });

  it('is tried in its previous version too when the current one is refused', async () => {
    await client.send(new CreateSecretCommand({ Name: 'rotated', SecretString: 'first-secret' }));
    await client.send(new PutSecretValueCommand({ SecretId: 'rotated', SecretString: 'second-secret' }));

    const stale = await check((await doorWith('first-secret')).url, 'rotated');
    const other = await check((await doorWith('third-secret')).url, 'rotated');

    expect([stale.exitCode, other.exitCode]).toEqual([1, 1]);
    expect(stale.out).toContain(
      'The previous secret is accepted: Switchboard has not fetched the current one yet',
    );
    expect(other.out).toContain('The previous secret is refused too');
  });

  it('that is not there is told by its id and the kind of error', async () => {
    const run = await check('http://127.0.0.1:1/webhook/genesys', 'missing');
    expect([run.exitCode, run.error]).toEqual([
      2,
      expect.stringMatching(
        /^The secret missing cannot be read: ResourceNotFoundException\. It takes secretsmanager/,
      ),
    ]);
  });
});
