import type { SecretVersion, SecretVersions } from '../lambdas/core/secret-versions';
import type { SigningSecrets } from '../lambdas/core/signature';

/** Versions with these values, each with its value as its id, all created at one moment. */
export const secretVersions = (
  { current, previous, pending }: SigningSecrets,
  createdMs: number,
): SecretVersions => {
  const version = (value: string): SecretVersion => ({ id: value, value, createdMs });
  return {
    current: version(current),
    ...(previous !== undefined && { previous: version(previous) }),
    ...(pending !== undefined && { pending: version(pending) }),
  };
};
