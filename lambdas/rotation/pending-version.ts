import type { RotatedSource } from './config';
import { RotationRefusedError } from './errors';
import type { RotatedSecrets } from './ports';
import type { RotationEvent } from './rotation-event';

/** What a step works on. */
export interface PendingVersion {
  readonly secretId: string;
  readonly versionId: string;
  readonly currentId: string;
  readonly previousId?: string;
  readonly rotated: RotatedSource;
}

/**
 * The version that a step is about; `current` if the rotation to it is over, and there is nothing left to do.
 *
 * @throws {RotationRefusedError} when the secret is not to be rotated to this version
 */
export const findPending = async (
  { secretId, versionId }: RotationEvent,
  rotated: RotatedSource,
  secrets: RotatedSecrets,
): Promise<PendingVersion | 'current'> => {
  const { isRotationEnabled, currentId, previousId, pendingId } = await secrets.state(secretId);
  if (!isRotationEnabled)
    throw new RotationRefusedError('NOT_ENABLED', 'The secret has no rotation enabled.');
  if (versionId === currentId) return 'current';
  if (versionId !== pendingId) {
    throw new RotationRefusedError(
      'NOT_PENDING',
      `Version ${versionId} does not carry AWSPENDING; ${pendingId ?? 'no version'} does. Start a rotation anew.`,
    );
  }
  if (currentId === undefined) {
    throw new RotationRefusedError('NO_CURRENT', 'No version carries AWSCURRENT. Put a value first.');
  }
  return { secretId, versionId, currentId, rotated, ...(previousId !== undefined && { previousId }) };
};
