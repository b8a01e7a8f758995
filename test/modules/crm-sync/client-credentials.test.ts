import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createCrmClient } from '../../../lambdas/modules/crm-sync/crm-client';
import { systemClock } from '../../../tools/local/clock';
import { startSecretsServer } from '../../../tools/local/secrets/server';
import { client as right, CrmProbe } from '../../local/crm/crm-probe';
import { clientOf, environmentOf, rejection, requestOf, saidBy, secretId } from './client-fixture';

describe("the client's credentials", () => {
  const crm = new CrmProbe();
  const wrong = { ...right, clientSecret: 'rotated away' };
  let nowMs: number;

  beforeEach(async () => {
    nowMs = Date.parse('2026-11-01T12:00:00.000Z');
    await crm.start();
  });
  afterEach(() => crm.server.close());

  /** A secret that has one value after the other; the last one stays. */
  const secretOf = (...values: readonly unknown[]) => {
    const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    return jest.fn(async (_secretId: string) => (texts.length > 1 ? texts.shift() : texts[0]));
  };
  const clientWith = (readSecret: (secretId: string) => Promise<string | undefined>) =>
    clientOf(crm.server, { readSecret, now: () => nowMs });
  const tokenRequests = () => crm.server.stats().requests['POST /oauth/token'];

  it('are read once, from the secret that the environment names', async () => {
    const readSecret = secretOf(right);
    const client = clientWith(readSecret);
    await client.putActivity(requestOf());
    nowMs += 3_600_000;

    await client.putActivity(requestOf());

    expect(readSecret.mock.calls).toEqual([[secretId]]);
    expect(crm.server.stats().tokensIssued).toBe(2);
  });

  it('are read again when they were rotated, and the new ones kept', async () => {
    const client = clientWith(secretOf(wrong, right));
    await client.putActivity(requestOf());
    nowMs += 3_600_000;

    await client.putActivity(requestOf());

    expect(crm.server.activities).toHaveLength(1);
    expect(tokenRequests()).toEqual({ 401: 1, 200: 2 });
  });

  it('are not tried again when they are still the same', async () => {
    const readSecret = secretOf(wrong);

    const error = await rejection(clientWith(readSecret).putActivity(requestOf()));

    expect(error).toMatchObject({ name: 'CrmUnauthorizedError', status: 401 });
    expect(readSecret).toHaveBeenCalledTimes(2);
    expect(tokenRequests()).toEqual({ 401: 1 });
  });

  it('are read again once in 30 seconds, however often they are refused', async () => {
    const readSecret = secretOf(wrong);
    const client = clientWith(readSecret);
    await rejection(client.putActivity(requestOf()));
    nowMs += 29_999;
    await rejection(client.putActivity(requestOf()));
    const before = readSecret.mock.calls.length;
    nowMs += 1;

    await rejection(client.putActivity(requestOf()));

    expect([before, readSecret.mock.calls.length]).toEqual([2, 3]);
  });

  it.each([
    ['no JSON', 'hunter2'],
    ['nothing', ''],
    ['another shape', { user: 'switchboard', password: 'hunter2' }],
    ['an empty secret', { clientId: 'hunter2', clientSecret: '' }],
    ['a list', ['hunter2']],
  ])('that are %s are refused without quoting them, until they are mended', async (_, secret) => {
    const client = clientWith(secretOf(secret, right));

    const error = await rejection(client.putActivity(requestOf()));

    expect(error).toMatchObject({ name: 'CrmCredentialsError', kind: 'unauthorized' });
    expect(saidBy(error)).not.toContain('hunter2');
    await expect(client.putActivity(requestOf())).resolves.toEqual({ created: true });
  });

  it('that cannot be read are read with the next activity', async () => {
    const readSecret = jest
      .fn(async () => JSON.stringify(right))
      .mockRejectedValueOnce(new Error('Secrets Manager is down'));
    const client = clientWith(readSecret);

    const error = await rejection(client.putActivity(requestOf()));

    expect(error).toMatchObject({
      name: 'CrmCredentialsError',
      cause: { message: 'Secrets Manager is down' },
    });
    await expect(client.putActivity(requestOf())).resolves.toEqual({ created: true });
  });
});

describe('the secret in Secrets Manager', () => {
  /** The client makes its own SDK client, so region, credentials and endpoint come from where the SDK looks. */
  const sdkVariables = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const saved = { ...process.env };

  afterEach(() => {
    process.env = { ...saved };
  });

  it('is what the client uses', async () => {
    const crm = new CrmProbe();
    await crm.start();
    const secrets = await startSecretsServer({
      region: 'us-east-1',
      accountId: '000000000000',
      clock: systemClock,
    });
    Object.assign(process.env, sdkVariables, { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint });
    const sdk = new SecretsManagerClient({});
    await sdk.send(new CreateSecretCommand({ Name: secretId, SecretString: JSON.stringify(right) }));

    const result = await createCrmClient(environmentOf(crm.server)).putActivity(requestOf());

    sdk.destroy();
    await Promise.all([secrets.close(), crm.server.close()]);
    expect(result).toEqual({ created: true });
  });
});
