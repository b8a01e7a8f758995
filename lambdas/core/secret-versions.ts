import type { SigningSecrets } from './signature';

/** A version of a secret. Its value never changes: another value is another version. */
export interface SecretVersion {
  readonly id: string;
  /** The key, as it stands. Not empty. */
  readonly value: string;
  readonly createdMs: number;
}

/** Which versions of a source's secret carry a staging label, all read at one moment. */
export interface SecretVersions {
  readonly current: SecretVersion;
  /** Absent if the secret was never rotated. */
  readonly previous?: SecretVersion;
  /** Present from the first step of a rotation on. After the last one it is the current version. */
  readonly pending?: SecretVersion;
}

/** The keys that a delivery may be signed with at a moment. */
export interface AcceptedSecrets extends SigningSecrets {
  /** Until when the previous one is accepted. Absent if there is none. */
  readonly previousEndsMs?: number;
}

/**
 * When the previous version ceases to be accepted. A rotation creates the current version in its first step, so the
 * overlap begins then. Where a person moves the label back to an older version, the previous one is the younger of the
 * two, and the overlap begins with its creation.
 */
export const overlapEndMs = ({ current, previous }: SecretVersions, overlapMs: number): number | undefined =>
  previous && Math.max(current.createdMs, previous.createdMs) + overlapMs;

/** The secrets that count at `nowMs`. A pending one does: a sender may have it before the rotation's last step. */
export const acceptedSecrets = (
  versions: SecretVersions,
  { overlapMs, nowMs }: { readonly overlapMs: number; readonly nowMs: number },
): AcceptedSecrets => {
  const { current, previous, pending } = versions;
  const endsMs = overlapEndMs(versions, overlapMs);
  const isOverlapping = endsMs !== undefined && nowMs < endsMs;
  return {
    current: current.value,
    ...(previous && isOverlapping && { previous: previous.value, previousEndsMs: endsMs }),
    ...(pending && pending.id !== current.id && { pending: pending.value }),
  };
};
