import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  type GetSecretValueCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { secretArn } from '../../../tools/local/secrets/secret-arn';
import { startLocalSecrets, type LocalSecrets } from './local-secrets';

const name = 'switchboard/genesys';
/** What mangles secrets on their way through shells, templates and environment files. */
const awkward = '$HOME "quoted" \\ back % percent + plus é \u{1f511}';

describe('the local Secrets Manager', () => {
  let secrets: LocalSecrets;

  beforeEach(async () => {
    secrets = await startLocalSecrets();
  });

  afterEach(() => secrets.server.close());

  const get = (input: Partial<GetSecretValueCommandInput> = {}) =>
    secrets.client.send(new GetSecretValueCommand({ SecretId: name, ...input }));
  const refusal = (request: Promise<unknown>) =>
    request.then(
      () => 'accepted',
      (error: unknown) => (error instanceof Error ? { name: error.name, message: error.message } : error),
    );

  it('gives a secret back byte for byte, by name and by ARN, whole or without its random end', async () => {
    const { arn } = secrets.server.create(name, awkward);

    const values = await Promise.all([name, arn, arn.slice(0, -7)].map((SecretId) => get({ SecretId })));

    expect(values.map(({ SecretString }) => SecretString)).toEqual([awkward, awkward, awkward]);
    expect(values[0]).toMatchObject({ ARN: arn, Name: name, VersionStages: ['AWSCURRENT'] });
    expect(values[0]?.CreatedDate).toEqual(new Date('2026-11-01T12:00:00.000Z'));
  });

  it('makes the ARN that is known for the name beforehand', () => {
    const { arn } = secrets.server.create(name, 'a');

    expect(arn).toBe(secretArn({ region: 'us-east-1', accountId: '123456789012', name }));
    expect(arn).toMatch(
      /^arn:aws:secretsmanager:us-east-1:123456789012:secret:switchboard\/genesys-[A-Za-z0-9]{6}$/,
    );
  });

  it('keeps bytes as bytes', async () => {
    const bytes = Uint8Array.from([0, 255, 128]);
    await secrets.client.send(new CreateSecretCommand({ Name: name, SecretBinary: bytes }));

    const { SecretBinary, SecretString } = await get();

    expect(SecretBinary).toEqual(bytes);
    expect(SecretString).toBeUndefined();
  });

  it('says that a secret does not exist in the words of AWS', async () => {
    await expect(refusal(get())).resolves.toEqual({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  });

  it('says that a stage has no version in the words of AWS', async () => {
    secrets.server.create(name, 'a');

    await expect(refusal(get({ VersionStage: 'AWSPREVIOUS' }))).resolves.toEqual({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
    });
  });

  it('says that a version does not exist in the words of AWS', async () => {
    secrets.server.create(name, 'a');
    const VersionId = '0'.repeat(32);

    await expect(refusal(get({ VersionId }))).resolves.toEqual({
      name: 'ResourceNotFoundException',
      message: `Secrets Manager can't find the specified secret value for VersionId: ${VersionId}`,
    });
  });

  it('has no current value for a secret that was created without one', async () => {
    await secrets.client.send(new CreateSecretCommand({ Name: name }));

    await expect(refusal(get())).resolves.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuses a name that is taken', async () => {
    secrets.server.create(name, 'a');

    const again = secrets.client.send(new CreateSecretCommand({ Name: name, SecretString: 'b' }));

    await expect(refusal(again)).resolves.toMatchObject({ name: 'ResourceExistsException' });
    expect(() => secrets.server.create(name, 'b')).toThrow('already exists');
  });

  it('describes a secret and lists all without their values', async () => {
    const { arn } = secrets.server.create(name, 'top secret');
    secrets.server.create('other', 'top secret');
    secrets.clock.advance(60_000);
    await secrets.client.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'top secret 2' }));

    const described = await secrets.client.send(new DescribeSecretCommand({ SecretId: name }));
    const { SecretList } = await secrets.client.send(new ListSecretsCommand({}));

    expect(described).toMatchObject({
      ARN: arn,
      Name: name,
      CreatedDate: new Date('2026-11-01T12:00:00.000Z'),
      LastChangedDate: new Date('2026-11-01T12:01:00.000Z'),
    });
    expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
    expect(SecretList?.map((secret) => secret.Name)).toEqual([name, 'other']);
    expect(JSON.stringify([described, SecretList])).not.toContain('top secret');
  });

  it.each([
    ['a name with a space', new CreateSecretCommand({ Name: 'a b', SecretString: 'x' }), 'Name: may have'],
    [
      'a value over 64 KiB',
      new CreateSecretCommand({ Name: 'a', SecretString: 'x'.repeat(65_537) }),
      'SecretString: must be at most 65536 bytes long',
    ],
    [
      'a text and bytes at once',
      new CreateSecretCommand({ Name: 'a', SecretString: 'x', SecretBinary: new Uint8Array(1) }),
      "You can't specify both SecretString and SecretBinary.",
    ],
  ])('refuses %s', async (_, command, message) => {
    await expect(refusal(secrets.client.send(command))).resolves.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });

  it('leaves nothing behind of a secret that it refused', async () => {
    await refusal(
      secrets.client.send(
        new CreateSecretCommand({ Name: name, SecretString: 'x', SecretBinary: new Uint8Array(1) }),
      ),
    );

    await expect(secrets.client.send(new ListSecretsCommand({}))).resolves.toMatchObject({ SecretList: [] });
  });

  it('names the operations it has to a client that wants another', async () => {
    await expect(refusal(secrets.client.send(new GetRandomPasswordCommand({})))).resolves.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('GetSecretValue, PutSecretValue'),
    });
  });

  it.each([
    ['no JSON', 'secretsmanager.ListSecrets', '{', 'SerializationException'],
    ['no object', 'secretsmanager.DescribeSecret', 'null', 'InvalidParameterException'],
    ['another service', 'DynamoDB_20120810.ListTables', '{}', 'UnknownOperationException'],
    ['too much', 'secretsmanager.CreateSecret', `"${'x'.repeat(300_000)}"`, 'SerializationException'],
  ])('answers 400 to a request with %s', async (_, target, body, type) => {
    const answer = await fetch(secrets.server.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': target },
      body,
    });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    await expect(answer.json()).resolves.toMatchObject({ __type: type });
  });

  it('closes at once although a client keeps its connection open', async () => {
    secrets.server.create(name, 'a');
    await get();

    await secrets.server.close();

    await expect(get()).rejects.toThrow(/ECONNREFUSED|hang up/);
  });
});
