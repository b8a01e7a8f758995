import { readFileSync } from 'node:fs';
import * as z from 'zod';
import {
  isSchemeName,
  type SignatureScheme,
  type SignatureSchemeName,
} from '../../../lambdas/contract/signature-scheme';
import { isSignatureScheme } from '../../../lambdas/contract/signature-scheme-rules';
import { eventFormats } from '../../../lambdas/contract/source-definition';
import { CannotCheckError } from './errors';

const sourceSchema = z.object({
  url: z.url(),
  secret: z.string(),
  scheme: z.union([
    z.custom<SignatureSchemeName>(isSchemeName),
    z.custom<SignatureScheme>(isSignatureScheme),
  ]),
  format: z.enum(eventFormats).optional(),
});
const descriptionSchema = z.object({ sources: z.record(z.string(), sourceSchema) });

export type LocalSource = z.infer<typeof sourceSchema> & { readonly name: string };

/**
 * The source of a running local runner; without a name, the only one it has.
 *
 * @throws {CannotCheckError} when there is no runner, or no such source
 */
export const localSource = (file: string, name: string | undefined): LocalSource => {
  const sources = readSources(file);
  const names = Object.keys(sources);
  const [only, ...others] = names;
  const chosen = name ?? (others.length === 0 ? only : undefined);
  const source = chosen === undefined ? undefined : sources[chosen];
  if (chosen === undefined || source === undefined) {
    throw new CannotCheckError(
      `${name === undefined ? 'The local runner has several sources' : `The local runner has no source "${name}"`}: name one of these: ${names.join(', ')}.`,
    );
  }
  return { name: chosen, ...source };
};

const readSources = (file: string): Readonly<Record<string, z.infer<typeof sourceSchema>>> => {
  try {
    return descriptionSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).sources;
  } catch {
    throw new CannotCheckError(
      'No local runner is running here. Start it with npm start, or give the webhook’s URL with --url.',
    );
  }
};
