import type { Secret } from './secret';

/** What `ListSecrets` and `DescribeSecret` say of a secret. Times are seconds since the epoch. */
export function summaryOf(secret: Secret): Readonly<Record<string, unknown>> {
  const { rotation, rotatedMs } = secret;
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(rotation && {
      RotationEnabled: rotation.enabled,
      RotationLambdaARN: rotation.functionArn,
      ...(rotation.rules && { RotationRules: rotation.rules }),
    }),
    ...(rotatedMs !== undefined && { LastRotatedDate: rotatedMs / 1000 }),
    CreatedDate: secret.createdMs / 1000,
    LastChangedDate: secret.changedMs / 1000,
  };
}

export function describedSecret(secret: Secret): object {
  return { ...summaryOf(secret), VersionIdsToStages: secret.stagesByVersion() };
}
