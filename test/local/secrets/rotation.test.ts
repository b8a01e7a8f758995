import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type RotateSecretCommandInput,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { RotationEvent } from '../../../tools/local/secrets/rotation';
import { type LocalSecrets, startLocalSecrets } from './local-secrets';

const SecretId = 'genesys';
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:rotation';
const tokens = { first: '1'.repeat(32), second: '2'.repeat(32), third: '3'.repeat(32) } as const;

describe('RotateSecret of the local Secrets Manager', () => {
  let secrets: LocalSecrets;
  let events: RotationEvent[];
  /** Answers a step; the next one comes when it has. */
  let work: (event: RotationEvent) => Promise<boolean>;
  let ended: PromiseWithResolvers<void>;

  beforeEach(async () => {
    secrets = await startLocalSecrets();
    events = [];
    ended = Promise.withResolvers();
    work = async () => true;
    secrets.server.serveRotations(async (arn, event) => {
      expect(arn).toBe(functionArn);
      events.push(event);
      const isDone = await work(event);
      if (!isDone || event.Step === 'finishSecret') setImmediate(ended.resolve);
      return isDone;
    });
    await secrets.client.send(
      new CreateSecretCommand({ Name: SecretId, SecretString: 'one', ClientRequestToken: tokens.first }),
    );
  });
  afterEach(() => secrets.server.close());

  const rotate = (input: Partial<RotateSecretCommandInput> = {}) =>
    secrets.client.send(new RotateSecretCommand({ SecretId, ...input }));
  const described = () => secrets.client.send(new DescribeSecretCommand({ SecretId }));
  const attach = (): void => secrets.server.attachRotation(SecretId, functionArn);

  it('runs the four steps in order with the secret and the new version, and says when it was rotated', async () => {
    attach();
    const answer = await rotate({ ClientRequestToken: tokens.second });
    await ended.promise;

    expect(answer).toMatchObject({ Name: SecretId, VersionId: tokens.second });
    expect(events).toEqual(
      ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map((Step) => ({
        Step,
        SecretId: answer.ARN,
        ClientRequestToken: tokens.second,
      })),
    );
    expect(await described()).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: functionArn,
      LastRotatedDate: new Date(secrets.clock.now()),
    });
  });

  it('labels the new version before the first step, which gives it its value', async () => {
    attach();
    const value = () =>
      secrets.client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSPENDING' }));
    const seen: unknown[] = [];
    work = async ({ Step, ClientRequestToken }) => {
      if (Step !== 'createSecret') return true;
      seen.push((await described()).VersionIdsToStages);
      seen.push(await value().catch((error: Error) => error.name));
      const VersionStages = ['AWSPENDING'];
      const put = { SecretId, ClientRequestToken, SecretString: 'two', VersionStages };
      await secrets.client.send(new PutSecretValueCommand(put));
      seen.push((await value()).SecretString);
      return true;
    };
    await rotate({ ClientRequestToken: tokens.second });
    await ended.promise;

    expect(seen).toEqual([
      { [tokens.first]: ['AWSCURRENT'], [tokens.second]: ['AWSPENDING'] },
      'ResourceNotFoundException',
      'two',
    ]);
  });

  it('ends with the step that fails, and refuses another rotation until the label is taken off', async () => {
    attach();
    work = async ({ Step }) => Step !== 'testSecret';
    await rotate({ ClientRequestToken: tokens.second });
    await ended.promise;

    expect(events.map(({ Step }) => Step)).toEqual(['createSecret', 'setSecret', 'testSecret']);
    expect((await described()).LastRotatedDate).toBeUndefined();
    await expect(rotate()).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: "A previous rotation isn't complete. That rotation will be reattempted.",
    });

    const off = { SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: tokens.second };
    await secrets.client.send(new UpdateSecretVersionStageCommand(off));
    await rotate({ ClientRequestToken: tokens.third });
    expect((await described()).VersionIdsToStages).toHaveProperty(tokens.third, ['AWSPENDING']);
  });

  it('needs a function, by the stack or by the request, and can be switched off', async () => {
    const refusal = {
      name: 'InvalidRequestException',
      message: 'No Lambda rotation function ARN is associated with this secret.',
    };
    await expect(rotate()).rejects.toMatchObject(refusal);
    attach();
    await secrets.client.send(new CancelRotateSecretCommand({ SecretId }));
    expect((await described()).RotationEnabled).toBe(false);
    await expect(rotate()).rejects.toMatchObject(refusal);

    await rotate({ RotationLambdaARN: functionArn });
    await ended.promise;
    expect(events).toHaveLength(4);
  });

  it('only tries the function out where it is not to rotate at once, and leaves nothing behind', async () => {
    attach();
    const labels: unknown[] = [];
    work = async ({ ClientRequestToken }) => {
      labels.push((await described()).VersionIdsToStages?.[ClientRequestToken]);
      ended.resolve();
      return true;
    };
    const { VersionId } = await rotate({ RotateImmediately: false });
    await ended.promise;
    await new Promise((resolve) => setImmediate(resolve));

    expect(VersionId).toBeUndefined();
    expect(events.map(({ Step }) => Step)).toEqual(['testSecret']);
    expect(labels).toEqual([['AWSPENDING']]);
    expect((await described()).VersionIdsToStages).toEqual({ [tokens.first]: ['AWSCURRENT'] });
  });
});
