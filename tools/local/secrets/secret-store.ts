import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { RequestOf } from './requests';
import { beginRotation, type RunRotationStep } from './rotation';
import { currentStage, Secret, type SecretValue, type SecretVersion } from './secret';
import { secretArn } from './secret-arn';
import { describedSecret, summaryOf } from './secret-description';
import { SecretsError } from './secrets-error';

export interface SecretStoreOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  /** Runs a step of a rotation by the function of this ARN. */
  readonly runRotationStep: RunRotationStep;
  /** The values, or the labels on them, may have changed. */
  readonly onChanged: () => void;
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
    const { clock } = this.#options;
    const arn = secretArn({ ...this.#options, name });
    const secret = new Secret({ name, arn, description: request.Description, createdMs: clock.now() });
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
    if (known?.value && !sameValue(known.value, value)) {
      throw new SecretsError(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${version.id} because that value is already in use for a version of secret ${secret.arn}.`,
      );
    }
    if (!known?.value) secret.add(version, request.VersionStages ?? [currentStage]);
    this.#options.onChanged();
    const stages = secret.stagesOf(version.id);
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: stages };
  }

  updateSecretVersionStage(request: RequestOf<'UpdateSecretVersionStage'>): object {
    const secret = this.#find(request.SecretId);
    secret.move(request.VersionStage, { from: request.RemoveFromVersionId, to: request.MoveToVersionId });
    this.#options.onChanged();
    return { ARN: secret.arn, Name: secret.name };
  }

  describeSecret(request: RequestOf<'DescribeSecret'>): object {
    return describedSecret(this.#find(request.SecretId));
  }

  /** Answers at once; the steps follow. */
  rotateSecret(request: RequestOf<'RotateSecret'>): object {
    const secret = this.#find(request.SecretId);
    const { clock, runRotationStep: runStep } = this.#options;
    const token = request.ClientRequestToken ?? randomUUID();
    beginRotation(secret, { ...request, token }, { clock, runStep });
    const { ARN, Name } = summaryOf(secret);
    return { ARN, Name, ...(request.RotateImmediately && { VersionId: token }) };
  }

  /** No rotation begins any more until `RotateSecret` names a function again. One under way goes on. */
  cancelRotateSecret(request: RequestOf<'CancelRotateSecret'>): object {
    const secret = this.#find(request.SecretId);
    if (secret.rotation) secret.rotation = { ...secret.rotation, enabled: false };
    const { ARN, Name } = summaryOf(secret);
    return { ARN, Name };
  }

  /** As a deployment does it: nothing is rotated. */
  attachRotation(secretId: string, functionArn: string): void {
    this.#find(secretId).rotation = { functionArn, enabled: true };
  }

  /** The text under AWSCURRENT, if there is such a secret and it is a text. */
  currentText(secretId: string): string | undefined {
    const value = this.#find(secretId).versionAt(currentStage)?.value;
    return value && 'text' in value ? value.text : undefined;
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

function requestedVersion(
  secret: Secret,
  request: RequestOf<'GetSecretValue'>,
): SecretVersion & { readonly value: SecretValue } {
  const { VersionId: id, VersionStage: stage } = request;
  const version = id === undefined ? secret.versionAt(stage ?? currentStage) : secret.version(id);
  if (!version?.value) {
    const sought = id === undefined ? `staging label: ${stage ?? currentStage}` : `VersionId: ${id}`;
    const message = `Secrets Manager can't find the specified secret value for ${sought}`;
    throw new SecretsError('ResourceNotFoundException', message);
  }
  if (stage !== undefined && !secret.stagesOf(version.id).includes(stage)) {
    const message = 'You provided a VersionStage that is not associated to the provided VersionId.';
    throw new SecretsError('InvalidRequestException', message);
  }
  return { ...version, value: version.value };
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
