import { schemeOf } from '../contract/signature-scheme';
import { overlapEndMs } from '../core/secret-versions';
import { RotationRefusedError } from './errors';
import { newSecret } from './new-secret';
import type { PendingVersion } from './pending-version';
import type { RotationDependencies } from './ports';

type Ports = Pick<RotationDependencies, 'secrets' | 'generator' | 'clock'>;

/**
 * Gives the pending version a value, if it has none. From here on ingest accepts it.
 *
 * It does not while the previous secret is still within its overlap: the last step would end that, and a sender that
 * still signs with it would be turned away. The label is taken off again then, so that Secrets Manager neither tries
 * the rotation again by itself at a moment that nobody chose, nor takes it for one under way.
 */
export const createSecret = async (
  pending: PendingVersion,
  { secretOverlapMs }: { readonly secretOverlapMs: number },
  { secrets, generator, clock }: Ports,
): Promise<void> => {
  const { secretId, versionId, rotated } = pending;
  if (await secrets.version(secretId, versionId)) return;
  const endsMs = await overlapEnd(pending, secretOverlapMs, secrets);
  if (endsMs !== undefined && clock.now() < endsMs) {
    await secrets.dropPending(secretId, versionId);
    throw stillInOverlap(pending, endsMs);
  }
  const { secret: form } = schemeOf(rotated.source.scheme);
  await secrets.putPending(secretId, versionId, newSecret(form, generator));
};

const overlapEnd = async (
  { secretId, currentId, previousId }: PendingVersion,
  overlapMs: number,
  secrets: RotationDependencies['secrets'],
): Promise<number | undefined> => {
  if (previousId === undefined) return undefined;
  const [current, previous] = await Promise.all([
    secrets.version(secretId, currentId),
    secrets.version(secretId, previousId),
  ]);
  return current && previous && overlapEndMs({ current, previous }, overlapMs);
};

const stillInOverlap = ({ secretId, previousId }: PendingVersion, endsMs: number): RotationRefusedError =>
  new RotationRefusedError(
    'IN_OVERLAP',
    `The previous secret is accepted until ${new Date(endsMs).toISOString()}, and this rotation would end that now. ` +
      'Wait until then. Or, if no sender uses it any more, take its label off and start anew: ' +
      `aws secretsmanager update-secret-version-stage --secret-id ${secretId} --version-stage AWSPREVIOUS ` +
      `--remove-from-version-id ${previousId ?? ''}`,
  );
