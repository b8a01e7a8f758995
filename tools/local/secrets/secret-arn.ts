import { createHash } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const suffixLength = 6;

/**
 * The ARN of a secret, `arn:aws:secretsmanager:<region>:<account>:secret:<name>-<suffix>`. AWS draws the six
 * characters at random; here they follow from the name, so that an ARN can be known before its secret exists.
 */
export function secretArn(secret: {
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
}): string {
  return `arn:aws:secretsmanager:${secret.region}:${secret.accountId}:secret:${secret.name}-${suffixOf(secret.name)}`;
}

function suffixOf(name: string): string {
  const digest = createHash('sha256').update(name).digest().subarray(0, suffixLength);
  return [...digest].map((byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
