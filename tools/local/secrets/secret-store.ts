import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { RequestOf } from './requests';
import { currentStage, Secret, type SecretValue, type SecretVersion } from './secret';
import { secretArn } from './secret-arn';
import { SecretsError } from './secrets-error';

export interface SecretStoreOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
}

interface ValueFields {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: string | undefined;
}

/** All secrets of one account and region, and what Secrets Manager's operations do to them. */
export class SecretStore {
  readonly #options: SecretStoreOptions;
  readonly #secrets = new Map<string, Secret>();

  constructor(options: SecretStoreOptions) {
    this.#options = options;
  }

  createSecret(request: RequestOf<'CreateSecret'>): object {
    const { Name: name } = request;
    if (this.#secrets.has(name)) {
      throw new SecretsError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const secret = new Secret({
      name,
      arn: secretArn({ ...this.#options, name }),
      description: request.Description,
      createdMs: this.#options.clock.now(),
    });
    const value = valueOf(request);
    this.#secrets.set(name, secret);
    if (!value) return { ARN: secret.arn, Name: name };
    const version = this.#newVersion(value, request.ClientRequestToken);
    secret.add(version, [currentStage]);
    return { ARN: secret.arn, Name: name, VersionId: version.id };
  }

  getSecretValue(request: RequestOf<'GetSecretValue'>): object {
    const secret = this.#find(request.SecretId);
    const version = requestedVersion(secret, request);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      VersionStages: secret.stagesOf(version.id),
      CreatedDate: version.createdMs / 1000,
      ...fieldsOf(version.value),
    };
  }

  /** A token that is known with the same value changes nothing, so a client may repeat itself. */
  putSecretValue(request: RequestOf<'PutSecretValue'>): object {
    const secret = this.#find(request.SecretId);
    const value = valueOf(request);
    if (!value) {
      throw new SecretsError(
        'InvalidRequestException',
        'You must provide either SecretString or SecretBinary.',
      );
    }
    const version = this.#newVersion(value, request.ClientRequestToken);
    const known = secret.version(version.id);
    if (known && !sameValue(known.value, value)) {
      throw new SecretsError(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${version.id} because that value is already in use for a version of secret ${secret.arn}.`,
      );
    }
    if (!known) secret.add(version, request.VersionStages ?? [currentStage]);
    const stages = secret.stagesOf(version.id);
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: stages };
  }

  updateSecretVersionStage(request: RequestOf<'UpdateSecretVersionStage'>): object {
    const secret = this.#find(request.SecretId);
    secret.move(request.VersionStage, { from: request.RemoveFromVersionId, to: request.MoveToVersionId });
    return { ARN: secret.arn, Name: secret.name };
  }

  describeSecret(request: RequestOf<'DescribeSecret'>): object {
    const secret = this.#find(request.SecretId);
    return { ...summaryOf(secret), VersionIdsToStages: secret.stagesByVersion() };
  }

  listSecrets(): object {
    return {
      SecretList: [...this.#secrets.values()].map((secret) => ({
        ...summaryOf(secret),
        SecretVersionsToStages: secret.stagesByVersion(),
      })),
    };
  }

  /** By name, whole ARN, or ARN without its random end. */
  #find(id: string): Secret {
    const named = this.#secrets.get(id);
    const secret =
      named ?? [...this.#secrets.values()].find(({ arn }) => arn === id || arn.slice(0, -7) === id);
    if (secret) return secret;
    throw new SecretsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }

  #newVersion(value: SecretValue, token: string | undefined): SecretVersion {
    return { id: token ?? randomUUID(), value, createdMs: this.#options.clock.now() };
  }
}

function requestedVersion(secret: Secret, request: RequestOf<'GetSecretValue'>): SecretVersion {
  const { VersionId: id, VersionStage: stage } = request;
  const version = id === undefined ? secret.versionAt(stage ?? currentStage) : secret.version(id);
  if (!version) {
    const sought = id === undefined ? `staging label: ${stage ?? currentStage}` : `VersionId: ${id}`;
    const message = `Secrets Manager can't find the specified secret value for ${sought}`;
    throw new SecretsError('ResourceNotFoundException', message);
  }
  if (stage !== undefined && !secret.stagesOf(version.id).includes(stage)) {
    const message = 'You provided a VersionStage that is not associated to the provided VersionId.';
    throw new SecretsError('InvalidRequestException', message);
  }
  return version;
}

function summaryOf(secret: Secret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    CreatedDate: secret.createdMs / 1000,
    LastChangedDate: secret.changedMs / 1000,
  };
}

function valueOf({ SecretString: text, SecretBinary: base64 }: ValueFields): SecretValue | undefined {
  if (text !== undefined && base64 !== undefined) {
    throw new SecretsError(
      'InvalidParameterException',
      "You can't specify both SecretString and SecretBinary.",
    );
  }
  if (text !== undefined) return { text };
  return base64 === undefined ? undefined : { base64 };
}

function fieldsOf(value: SecretValue): ValueFields {
  return 'text' in value ? { SecretString: value.text } : { SecretBinary: value.base64 };
}

function sameValue(one: SecretValue, other: SecretValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
