import { readFileSync } from 'node:fs';
import {
  isSchemeName,
  type SignatureScheme,
  signatureSchemes,
} from '../../../lambdas/contract/signature-scheme';
import { isSignatureScheme, signatureSchemeProblems } from '../../../lambdas/contract/signature-scheme-rules';
import { defaultEventFormat, type EventFormat } from '../../../lambdas/contract/source-definition';
import type { Surroundings } from '../surroundings';
import type { CheckTarget } from './check-target';
import { CannotCheckError } from './errors';
import { localSource } from './local-sources';
import { readSecrets, type SecretOptions } from './read-secrets';

export interface TargetOptions extends SecretOptions {
  readonly url?: string;
  readonly scheme?: string;
  /** Path of a JSON file. */
  readonly schemeFile?: string;
  readonly format?: EventFormat;
}

/**
 * What is to be checked: a source of the local runner, or the webhook at a URL.
 *
 * @throws {CannotCheckError} when that is not said, or cannot be used
 */
export const findTarget = async (
  name: string | undefined,
  options: TargetOptions,
  surroundings: Surroundings,
): Promise<CheckTarget> => {
  const secrets = await readSecrets(options, surroundings);
  if (options.url === undefined) {
    const local = localSource(surroundings.descriptionFile, name);
    return {
      url: new URL(local.url),
      source: local.name,
      ...(givenScheme(options) ?? schemeNamed(local.scheme)),
      format: options.format ?? local.format ?? defaultEventFormat,
      secrets: secrets ?? { current: local.secret },
    };
  }
  if (secrets === undefined) {
    throw new CannotCheckError('Say where the secret is: --secret-env, --secret-id or --secret-stdin.');
  }
  const url = webhookUrl(options.url);
  const source = name ?? decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
  const format = options.format ?? defaultEventFormat;
  return { url, source, ...(givenScheme(options) ?? presetOf(source)), format, secrets };
};

type TargetScheme = Pick<CheckTarget, 'scheme' | 'schemeName'>;

const presetNames = Object.keys(signatureSchemes).join(', ');

const schemeNamed = (scheme: string | SignatureScheme): TargetScheme => {
  if (typeof scheme !== 'string') return { scheme, schemeName: 'custom' };
  if (isSchemeName(scheme)) return { scheme: signatureSchemes[scheme], schemeName: scheme };
  throw new CannotCheckError(`There is no scheme "${scheme}". Give one of ${presetNames}, or --scheme-file.`);
};

const givenScheme = ({ scheme, schemeFile }: TargetOptions): TargetScheme | undefined => {
  if (scheme !== undefined && schemeFile !== undefined) {
    throw new CannotCheckError('Give --scheme or --scheme-file, not both.');
  }
  if (scheme !== undefined) return schemeNamed(scheme);
  return schemeFile === undefined ? undefined : schemeNamed(schemeIn(schemeFile));
};

const presetOf = (source: string): TargetScheme => {
  if (isSchemeName(source)) return schemeNamed(source);
  throw new CannotCheckError(
    `No preset is called "${source}", so say how it signs: --scheme with one of ${presetNames}, or --scheme-file.`,
  );
};

const schemeIn = (file: string): SignatureScheme => {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CannotCheckError(`${file} cannot be read as JSON.`);
  }
  if (isSignatureScheme(value)) return value;
  throw new CannotCheckError(signatureSchemeProblems('The scheme', value).join('\n'));
};

const webhookUrl = (text: string): URL => {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new CannotCheckError(
    'The URL must be one such as https://<api>.execute-api.<region>.amazonaws.com/<stage>/webhook/<source>.',
  );
};
