import { RotationRefusedError } from './errors';
import type { PendingVersion } from './pending-version';
import type { RotationDependencies } from './ports';
import { testSecret } from './test-secret';

/**
 * Makes the pending version the current one. What the steps before should have seen to is looked at again, so that
 * this one does no harm if it comes without them: the version must be old enough for every environment of ingest, and
 * it must pass the test.
 *
 * AWSPENDING stays where it is, on what is the current version then, as Secrets Manager allows.
 */
export const finishSecret = async (
  pending: PendingVersion,
  { settleMs }: { readonly settleMs: number },
  ports: RotationDependencies,
): Promise<void> => {
  const { secretId, versionId, currentId } = pending;
  const { createdMs } = await testSecret(pending, ports);
  if (ports.clock.now() - createdMs < settleMs) {
    throw new RotationRefusedError(
      'NOT_SETTLED',
      `Version ${versionId} is younger than ${settleMs / 1000} seconds: setSecret comes first.`,
    );
  }
  await ports.secrets.makeCurrent(secretId, { from: currentId, to: versionId });
};
