import { createHash } from 'node:crypto';

/**
 * The name of a resource that the template leaves unnamed: its logical id and `suffix`, the same on every
 * run. What would be longer than the service allows is cut and told apart by a hash.
 */
export function physicalName(
  logicalId: string,
  { maxLength, suffix }: { maxLength: number; suffix: string },
): string {
  const room = maxLength - suffix.length;
  if (logicalId.length <= room) return logicalId + suffix;
  const hash = createHash('sha256').update(logicalId).digest('hex').slice(0, 8);
  return `${logicalId.slice(0, room - hash.length - 1)}-${hash}${suffix}`;
}

/** A stable id in lower-case letters and digits, as API Gateway gives its parts. */
export function shortId(logicalId: string): string {
  return createHash('sha256').update(logicalId).digest('hex').slice(0, 10);
}

/** A stable UUID. */
export function stableUuid(logicalId: string): string {
  const hex = createHash('sha256').update(logicalId).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
