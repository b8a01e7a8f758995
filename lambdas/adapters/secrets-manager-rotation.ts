import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretVersion } from '../core/secret-versions';
import type { RotatedSecrets, SecretState } from '../rotation/ports';

/** Secrets Manager, as a rotation function uses it. */
export class SecretsManagerRotation implements RotatedSecrets {
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient) {
    this.#client = client;
  }

  async state(secretId: string): Promise<SecretState> {
    const { RotationEnabled: isRotationEnabled = false, VersionIdsToStages: stages = {} } =
      await this.#client.send(new DescribeSecretCommand({ SecretId: secretId }));
    const idWith = (label: string): string | undefined =>
      Object.entries(stages).find(([, labels]) => labels.includes(label))?.[0];
    const currentId = idWith('AWSCURRENT');
    const previousId = idWith('AWSPREVIOUS');
    const pendingId = idWith('AWSPENDING');
    return {
      isRotationEnabled,
      ...(currentId !== undefined && { currentId }),
      ...(previousId !== undefined && { previousId }),
      ...(pendingId !== undefined && { pendingId }),
    };
  }

  async version(secretId: string, versionId: string): Promise<SecretVersion | undefined> {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId });
    try {
      const { SecretString: value, CreatedDate: created } = await this.#client.send(command);
      return value ? { id: versionId, value, createdMs: created?.getTime() ?? 0 } : undefined;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  async putPending(secretId: string, versionId: string, value: string): Promise<void> {
    const command = new PutSecretValueCommand({
      SecretId: secretId,
      ClientRequestToken: versionId,
      SecretString: value,
      VersionStages: ['AWSPENDING'],
    });
    try {
      await this.#client.send(command);
    } catch (error) {
      // The same step, run twice at once, was first.
      if (!(error instanceof ResourceExistsException)) throw error;
    }
  }

  async makeCurrent(
    secretId: string,
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<void> {
    await this.#client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: to,
        RemoveFromVersionId: from,
      }),
    );
  }

  async dropPending(secretId: string, versionId: string): Promise<void> {
    await this.#client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: 'AWSPENDING',
        RemoveFromVersionId: versionId,
      }),
    );
  }
}
