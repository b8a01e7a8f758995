import type { SourceDefinition } from '../../lambdas/contract/source-definition';
import type { SigningSecrets } from '../../lambdas/core/signature';

/** A source whose secret was never entered. Nobody can sign for it, and it is our fault. */
export const sourceWithoutSecret = 'unset';

export type FuzzSecrets = Required<Pick<SigningSecrets, 'current' | 'previous'>>;

/** Two sources with secrets that are mangled on careless ways, and one without. */
export const sources: readonly SourceDefinition[] = [
  { name: 'genesys', scheme: 'genesys' },
  { name: 'other', scheme: 'genesys' },
  { name: sourceWithoutSecret, scheme: 'genesys' },
];

/** By source. */
export const secrets: ReadonlyMap<string, FuzzSecrets> = new Map([
  ['genesys', { current: String.raw`s3cr3t-of-genesys $ " \ % +`, previous: 'former-s3cr3t-of-genesys/é' }],
  ['other', { current: 's3cr3t-of-other', previous: 'former-s3cr3t-of-other' }],
  [sourceWithoutSecret, { current: '', previous: '' }],
]);

export const secretsOf = (source: string): FuzzSecrets => {
  const found = secrets.get(source);
  if (!found) throw new Error('No such source.');
  return found;
};
