import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type PutSecretValueCommandInput,
  type UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { startLocalSecrets, type LocalSecrets } from './local-secrets';

const SecretId = 'genesys';
const tokens = { first: '1'.repeat(32), second: '2'.repeat(32), third: '3'.repeat(32) } as const;

describe('versions of a local secret', () => {
  let secrets: LocalSecrets;

  beforeEach(async () => {
    secrets = await startLocalSecrets();
    await secrets.client.send(
      new CreateSecretCommand({ Name: SecretId, SecretString: 'one', ClientRequestToken: tokens.first }),
    );
  });

  afterEach(() => secrets.server.close());

  const put = (input: Partial<PutSecretValueCommandInput>) =>
    secrets.client.send(new PutSecretValueCommand({ SecretId, ...input }));
  const move = (input: Partial<UpdateSecretVersionStageCommandInput>) =>
    secrets.client.send(
      new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'AWSCURRENT', ...input }),
    );
  const valueAt = async (VersionStage: string) =>
    (await secrets.client.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
  const stages = async () =>
    (await secrets.client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;

  it('makes a new value current and the one before it previous', async () => {
    await put({ SecretString: 'two' });

    await expect(valueAt('AWSCURRENT')).resolves.toBe('two');
    await expect(valueAt('AWSPREVIOUS')).resolves.toBe('one');
  });

  it('keeps only the last value but one as previous', async () => {
    await put({ SecretString: 'two', ClientRequestToken: tokens.second });
    await put({ SecretString: 'three', ClientRequestToken: tokens.third });

    await expect(stages()).resolves.toEqual({
      [tokens.second]: ['AWSPREVIOUS'],
      [tokens.third]: ['AWSCURRENT'],
    });
  });

  it('changes nothing when a token comes again with the same value', async () => {
    await put({ SecretString: 'two', ClientRequestToken: tokens.second });
    await put({ SecretString: 'three', ClientRequestToken: tokens.third });

    const repeated = await put({ SecretString: 'two', ClientRequestToken: tokens.second });

    expect(repeated).toMatchObject({ VersionId: tokens.second, VersionStages: ['AWSPREVIOUS'] });
    await expect(valueAt('AWSCURRENT')).resolves.toBe('three');
  });

  it('refuses a token that comes again with another value', async () => {
    await expect(put({ SecretString: 'other', ClientRequestToken: tokens.first })).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
    await expect(valueAt('AWSCURRENT')).resolves.toBe('one');
  });

  it('refuses a version without a value', async () => {
    await expect(put({})).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'You must provide either SecretString or SecretBinary.',
    });
  });

  it('leaves the current value alone when a value is put under another stage', async () => {
    await put({ SecretString: 'two', ClientRequestToken: tokens.second, VersionStages: ['AWSPENDING'] });

    await expect(valueAt('AWSCURRENT')).resolves.toBe('one');
    await expect(valueAt('AWSPENDING')).resolves.toBe('two');
    await expect(valueAt('AWSPREVIOUS')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('finishes a rotation by moving the current stage to the pending version', async () => {
    await put({ SecretString: 'two', ClientRequestToken: tokens.second, VersionStages: ['AWSPENDING'] });

    await move({ RemoveFromVersionId: tokens.first, MoveToVersionId: tokens.second });

    await expect(stages()).resolves.toEqual({
      [tokens.first]: ['AWSPREVIOUS'],
      [tokens.second]: expect.arrayContaining(['AWSPENDING', 'AWSCURRENT']),
    });
  });

  it('swaps current and previous when a rotation is taken back', async () => {
    await put({ SecretString: 'two', ClientRequestToken: tokens.second });

    await move({ RemoveFromVersionId: tokens.second, MoveToVersionId: tokens.first });

    await expect(stages()).resolves.toEqual({
      [tokens.first]: ['AWSCURRENT'],
      [tokens.second]: ['AWSPREVIOUS'],
    });
  });

  it('does not move a stage away from a version that is not named', async () => {
    await put({ SecretString: 'two', ClientRequestToken: tokens.second, VersionStages: ['AWSPENDING'] });

    await expect(move({ MoveToVersionId: tokens.second })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(
        `Staging label AWSCURRENT is currently attached to version ${tokens.first}`,
      ),
    });
  });

  it('takes a stage off a version, but never the current one', async () => {
    await put({ SecretString: 'two', ClientRequestToken: tokens.second });

    await move({ VersionStage: 'AWSPREVIOUS', RemoveFromVersionId: tokens.first });

    await expect(stages()).resolves.toEqual({ [tokens.second]: ['AWSCURRENT'] });
    await expect(move({ RemoveFromVersionId: tokens.second })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('does not move a stage to or from a version that does not exist', async () => {
    const unknown = '9'.repeat(32);

    await expect(move({ RemoveFromVersionId: tokens.first, MoveToVersionId: unknown })).rejects.toMatchObject(
      {
        name: 'ResourceNotFoundException',
      },
    );
    await expect(
      move({ VersionStage: 'AWSPREVIOUS', RemoveFromVersionId: tokens.first }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('gives a version by its id, and refuses a stage that is not on it', async () => {
    await put({ SecretString: 'two', ClientRequestToken: tokens.second });
    const get = (VersionStage?: string) =>
      secrets.client.send(
        new GetSecretValueCommand({
          SecretId,
          VersionId: tokens.first,
          ...(VersionStage && { VersionStage }),
        }),
      );

    await expect(get()).resolves.toMatchObject({ SecretString: 'one', VersionStages: ['AWSPREVIOUS'] });
    await expect(get('AWSCURRENT')).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'You provided a VersionStage that is not associated to the provided VersionId.',
    });
  });
});
