import {
  CreateSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SecretsManagerRotation } from '../../lambdas/adapters/secrets-manager-rotation';
import type { RotatedSecrets } from '../../lambdas/rotation/ports';
import { systemClock } from '../../tools/local/clock';
import { startSecretsServer } from '../../tools/local/secrets/server';
import { InMemoryRotatedSecrets } from '../in-memory/in-memory-rotated-secrets';

const versionIds = { first: '1'.repeat(32), second: '2'.repeat(32) } as const;
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:rotation';

interface Subject {
  readonly secrets: RotatedSecrets;
  /** Id of a secret whose first version is current, and whose rotation to the second has just begun. */
  begun(): Promise<string>;
  close(): Promise<void>;
}

const onAws = async (): Promise<Subject> => {
  const server = await startSecretsServer({
    region: 'us-east-1',
    accountId: '000000000000',
    clock: systemClock,
  });
  const client = new SecretsManagerClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    secrets: new SecretsManagerRotation(client),
    begun: async () => {
      const { ARN: SecretId = '' } = await client.send(
        new CreateSecretCommand({
          Name: 'genesys',
          SecretString: 'one',
          ClientRequestToken: versionIds.first,
        }),
      );
      server.attachRotation(SecretId, functionArn);
      await client.send(new RotateSecretCommand({ SecretId, ClientRequestToken: versionIds.second }));
      return SecretId;
    },
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
};

const inMemory = async (): Promise<Subject> => {
  const secrets = new InMemoryRotatedSecrets(systemClock);
  return {
    secrets,
    begun: async () => {
      secrets.put(versionIds.first, 'one');
      secrets.begin(versionIds.second);
      return 'genesys';
    },
    close: async () => undefined,
  };
};

describe.each([
  ['SecretsManagerRotation', onAws],
  ['InMemoryRotatedSecrets', inMemory],
])('%s', (_, start) => {
  let subject: Subject;
  let id: string;

  beforeEach(async () => {
    subject = await start();
    id = await subject.begun();
  });
  afterEach(() => subject.close());

  const { first, second } = versionIds;

  it('shows which versions carry which label, one of them without a value', async () => {
    const { secrets } = subject;
    expect(await secrets.state(id)).toEqual({ isRotationEnabled: true, currentId: first, pendingId: second });
    expect(await secrets.version(id, first)).toMatchObject({ id: first, value: 'one' });
    expect(await secrets.version(id, second)).toBeUndefined();
  });

  it('gives the pending version its value once', async () => {
    const { secrets } = subject;
    const beforeMs = Date.now();
    await secrets.putPending(id, second, 'two');
    await secrets.putPending(id, second, 'another');

    const version = await secrets.version(id, second);
    expect(version).toMatchObject({ id: second, value: 'two' });
    expect(version?.createdMs).toBeGreaterThanOrEqual(beforeMs);
    expect(await secrets.state(id)).toMatchObject({ currentId: first, pendingId: second });
  });

  it('makes it the current one, and the one before it the previous one', async () => {
    const { secrets } = subject;
    await secrets.putPending(id, second, 'two');
    await secrets.makeCurrent(id, { from: first, to: second });

    expect(await secrets.state(id)).toEqual({
      isRotationEnabled: true,
      currentId: second,
      previousId: first,
      pendingId: second,
    });
  });

  it('does not when another one has become the current one meanwhile', async () => {
    const { secrets } = subject;
    await secrets.putPending(id, second, 'two');
    await expect(secrets.makeCurrent(id, { from: second, to: second })).rejects.toThrow('AWSCURRENT');
    expect(await secrets.state(id)).toMatchObject({ currentId: first });
  });

  it('gives a rotation up', async () => {
    const { secrets } = subject;
    await secrets.dropPending(id, second);
    expect(await secrets.state(id)).toEqual({ isRotationEnabled: true, currentId: first });
  });
});
